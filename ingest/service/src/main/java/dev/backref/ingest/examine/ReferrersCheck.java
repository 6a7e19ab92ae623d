package dev.backref.ingest.examine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.registry.LookFailure;
import dev.backref.ingest.registry.Probe;
import dev.backref.ingest.registry.Probed;
import dev.backref.ingest.registry.Probed.Answered;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Asks for what refers to a subject, and then for what of it has a type that nothing has. */
final class ReferrersCheck {
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String NOBODYS_TYPE = "application/vnd.dev.backref.nothing.v1+json";
    private static final String HEADER = "OCI-Filters-Applied";

    private final Questions questions;
    private final Report report;

    ReferrersCheck(Questions questions, Report report) {
        this.questions = questions;
        this.report = report;
    }

    /** Both; done when both are reported. */
    Future<Boolean> run(String repository, Digest subject) {
        report.notChecked(Check.ARTIFACT_TYPE_FILTER, "there is no referrers API to be filtered");
        return questions.ask(Probe.referrers(repository, subject)).compose(probed -> {
            Optional<JsonNode> listed = listed(probed);
            if (listed.isEmpty()) {
                return Future.succeededFuture(false);
            }
            return questions
                    .ask(Probe.referrers(repository, subject, NOBODYS_TYPE))
                    .map(filtered -> filter(listed.get().size(), filtered));
        });
    }

    /** What it lists; absent where it has no such list. */
    private Optional<JsonNode> listed(Probed probed) {
        if (!(probed instanceof Answered answer) || answer.status() != 200) {
            if (isUnsupported(probed)) {
                report.notSupported(Check.REFERRERS_API, Words.of(probed) + "; Backref reads the referrers tags");
            } else {
                report.wrong(Check.REFERRERS_API, Words.of(probed));
            }
            return Optional.empty();
        }
        Optional<JsonNode> list = Names.list(answer, "manifests");
        if (answer.cut()) {
            report.notChecked(Check.REFERRERS_API, answer + " with a long list");
        } else if (list.isEmpty()) {
            report.wrong(Check.REFERRERS_API, answer + " with no list of manifests");
        } else {
            type(answer);
        }
        return answer.cut() ? Optional.empty() : list;
    }

    /** Clients compare the whole of it: with anything behind it they find nothing, and say that all is well. */
    private void type(Answered answer) {
        String type = answer.header("Content-Type").orElse("");
        if (type.equals(INDEX)) {
            report.ok(Check.REFERRERS_API, "lists referrers");
        } else {
            report.wrong(
                    Check.REFERRERS_API, "lists referrers as \"" + type + "\", which clients take for no such list");
        }
    }

    private static boolean isUnsupported(Probed probed) {
        return probed instanceof Answered answer && answer.trouble().reason() == LookFailure.BAD_ANSWER;
    }

    private boolean filter(int unfiltered, Probed probed) {
        if (!(probed instanceof Answered answer) || answer.status() != 200) {
            report.wrong(Check.ARTIFACT_TYPE_FILTER, Words.of(probed));
            return false;
        }
        boolean says =
                answer.header(HEADER).filter(ReferrersCheck::namesTheType).isPresent();
        List<JsonNode> left = Names.list(answer, "manifests").stream()
                .flatMap(list -> StreamSupport.stream(list.spliterator(), false))
                .toList();
        if (says && !left.isEmpty()) {
            report.wrong(Check.ARTIFACT_TYPE_FILTER, "says that it filters, and lists what has another type");
        } else if (says) {
            report.ok(Check.ARTIFACT_TYPE_FILTER, "filters, and says so in " + HEADER);
        } else if (unfiltered > 0 && left.isEmpty()) {
            report.notSupported(Check.ARTIFACT_TYPE_FILTER, "filters, and does not say so in " + HEADER);
        } else if (unfiltered > 0) {
            report.notSupported(Check.ARTIFACT_TYPE_FILTER, "ignores artifactType");
        } else {
            report.notChecked(
                    Check.ARTIFACT_TYPE_FILTER, "nothing is listed that could be filtered, and no " + HEADER + " said");
        }
        return true;
    }

    private static boolean namesTheType(String header) {
        return List.of(header.split("\\s*,\\s*")).contains("artifactType");
    }
}
