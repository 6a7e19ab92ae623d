package dev.backref.ingest.examine;

import dev.backref.ingest.contract.Location;
import dev.backref.ingest.registry.LookFailure;
import dev.backref.ingest.registry.Probe;
import dev.backref.ingest.registry.Probed;
import dev.backref.ingest.registry.Probed.Answered;
import dev.backref.ingest.registry.Probed.Failed;
import io.vertx.core.Future;
import java.util.List;

/** Asks which repositories there are. Few registries tell everybody, and none has to. */
final class CatalogueCheck {
    private final Questions questions;
    private final Report report;

    CatalogueCheck(Questions questions, Report report) {
        this.questions = questions;
        this.report = report;
    }

    /** Some repositories that are there. */
    Future<List<String>> run() {
        return questions.ask(Probe.catalogue()).map(this::judge);
    }

    private List<String> judge(Probed probed) {
        if (probed instanceof Answered answer && answer.status() == 200) {
            return listed(answer);
        }
        if (isUnsupported(probed)) {
            report.notSupported(
                    Check.CATALOGUE, Words.of(probed) + "; repositories are those configured, and those of webhooks");
        } else {
            report.wrong(Check.CATALOGUE, Words.of(probed));
        }
        return List.of();
    }

    private List<String> listed(Answered answer) {
        if (answer.cut()) {
            report.ok(Check.CATALOGUE, "lists repositories, all at once");
            return List.of();
        }
        return Names.in(answer, "repositories")
                .map(names -> {
                    report.ok(Check.CATALOGUE, names.isEmpty() ? "has no repository" : "lists repositories");
                    return names.stream()
                            .filter(Location::isRepositoryName)
                            .limit(Examiner.MOST_REPOSITORIES)
                            .toList();
                })
                .orElseGet(() -> {
                    report.wrong(Check.CATALOGUE, answer + " with no list of repositories");
                    return List.of();
                });
    }

    private static boolean isUnsupported(Probed probed) {
        boolean strange = probed instanceof Answered answer
                && answer.status() != 200
                && answer.trouble().reason() == LookFailure.BAD_ANSWER;
        boolean refused = probed instanceof Failed failed && failed.reason() == LookFailure.UNAUTHORIZED;
        return strange || refused || Words.isRefusal(probed);
    }
}
