package dev.backref.ingest.examine;

import dev.backref.ingest.registry.Probe;
import dev.backref.ingest.registry.Probed;
import dev.backref.ingest.registry.Probed.Answered;
import io.vertx.core.Future;
import java.util.Locale;
import java.util.Optional;

/** Asks for the API itself: whether somebody answers, lets Backref in, and is a registry. */
final class BaseCheck {
    private static final int SERVER_ERROR = 500;

    private final Questions questions;
    private final Report report;
    private final boolean account;

    /**
     * @param account whether credentials are configured
     */
    BaseCheck(Questions questions, Report report, boolean account) {
        this.questions = questions;
        this.report = report;
        this.account = account;
    }

    /**
     * Whether it is worth asking more: a registry that does not let everybody ask for the API can still let them read a
     * repository.
     *
     * @param repository that is known, if one is
     */
    Future<Boolean> run(Optional<String> repository) {
        return questions.ask(Probe.base(repository)).map(probed -> {
            boolean refused = Words.isRefusal(probed);
            if (refused) {
                report.ok(Check.REACHABLE, "answers");
                report.wrong(Check.CREDENTIALS, refused(probed));
                report.stop("the registry does not let Backref in");
                return repository.isPresent();
            }
            if (probed instanceof Answered answer && answer.status() < SERVER_ERROR && !Words.isThrottled(probed)) {
                report.ok(Check.REACHABLE, answer.toString());
                return answered(answer);
            }
            report.wrong(Check.REACHABLE, Words.of(probed));
            report.stop("the registry cannot be asked");
            return false;
        });
    }

    private boolean answered(Answered answer) {
        Optional<String> type = answer.header("Content-Type").map(value -> value.toLowerCase(Locale.ROOT));
        if (answer.status() != 200) {
            report.wrong(Check.API_VERSION, answer + ": no registry is there");
        } else if (type.filter(value -> value.startsWith("text/html")).isPresent()) {
            report.wrong(Check.API_VERSION, answer + " with a page for people: no registry is there");
        } else {
            version(answer);
            credentials(answer.authorized());
            report.stop("no repository is known");
            return true;
        }
        report.stop("no registry is there");
        return false;
    }

    /** The header is Distribution's; OCI's specification lets it be, and says no more of it. */
    private void version(Answered answer) {
        String server = answer.header("Server").map(name -> ", Server: " + name).orElse("");
        answer.header("Docker-Distribution-Api-Version")
                .ifPresentOrElse(
                        version -> report.ok(Check.API_VERSION, version + server),
                        () -> report.notSupported(Check.API_VERSION, "says none" + server));
    }

    private void credentials(boolean authorized) {
        if (authorized) {
            report.ok(
                    Check.CREDENTIALS, account ? "accepted" : "none are configured; its token server lets anybody in");
        } else if (account) {
            report.notChecked(Check.CREDENTIALS, "the registry did not ask for those that are configured");
        } else {
            report.ok(Check.CREDENTIALS, "none are needed");
        }
    }

    private String refused(Probed probed) {
        return (account ? "refused, " : "none are configured, ") + Words.of(probed);
    }
}
