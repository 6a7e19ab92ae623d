package dev.backref.ingest.examine;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.registry.Probe;
import dev.backref.ingest.registry.Probed;
import dev.backref.ingest.registry.Probed.Answered;
import io.vertx.core.Future;
import java.util.Optional;

/** Asks what a tag points to, and then for just that: the bytes that come must have the digest that was asked for. */
final class DigestCheck {
    private static final String HEADER = "Docker-Content-Digest";

    private final Questions questions;
    private final Report report;

    DigestCheck(Questions questions, Report report) {
        this.questions = questions;
        this.report = report;
    }

    /** The digest of a manifest that is there; absent where none could be had. */
    Future<Optional<Digest>> run(String repository, String tag) {
        return questions.ask(Probe.head(repository, tag)).compose(probed -> {
            Optional<Digest> named = named(probed);
            return named.isPresent()
                    ? fetch(repository, named.get())
                    : questions
                            .ask(Probe.manifest(repository, tag))
                            .compose(bytes -> unnamed(repository, probed, bytes));
        });
    }

    /** HEAD need not name it (distribution-spec 1.1 only recommends the header); then the bytes do. */
    private Future<Optional<Digest>> unnamed(String repository, Probed head, Probed probed) {
        if (!(probed instanceof Answered answer) || answer.status() != 200 || answer.cut()) {
            report.wrong(Check.DIGEST, "a tag cannot be looked at, " + Words.of(Words.isGood(head) ? probed : head));
            return Future.succeededFuture(Optional.empty());
        }
        return fetch(repository, named(probed).orElseGet(() -> Digest.sha256(answer.body())));
    }

    private Future<Optional<Digest>> fetch(String repository, Digest digest) {
        return questions.ask(Probe.manifest(repository, digest.toString())).map(probed -> {
            judge(digest, probed);
            return Optional.of(digest);
        });
    }

    private void judge(Digest digest, Probed probed) {
        if (!(probed instanceof Answered answer) || answer.status() != 200) {
            report.wrong(Check.DIGEST, "what a tag points to cannot be had, " + Words.of(probed));
        } else if (answer.cut()) {
            report.notChecked(Check.DIGEST, answer + " with more bytes than a manifest may have");
        } else if (!digest.computable()) {
            report.notChecked(Check.DIGEST, "cannot compute digests of algorithm " + digest.algorithm());
        } else if (!digest.matches(answer.body())) {
            report.wrong(Check.DIGEST, answer + " with other bytes");
        } else {
            header(digest, answer);
        }
    }

    private void header(Digest digest, Answered answer) {
        Optional<String> header = answer.header(HEADER);
        if (header.isEmpty()) {
            report.ok(Check.DIGEST, "a digest gives the bytes that it names, without " + HEADER);
        } else if (Digest.tryParse(header.get()).equals(Optional.of(digest))) {
            report.ok(Check.DIGEST, "a digest gives the bytes that it names");
        } else {
            report.wrong(Check.DIGEST, answer + " with the right bytes, and " + HEADER + ": " + header.get());
        }
    }

    private static Optional<Digest> named(Probed probed) {
        return probed instanceof Answered answer && answer.status() == 200
                ? answer.header(HEADER).flatMap(Digest::tryParse)
                : Optional.empty();
    }
}
