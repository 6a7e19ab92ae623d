package dev.backref.ingest.examine;

import dev.backref.ingest.registry.LookFailure;
import dev.backref.ingest.registry.Probed;
import dev.backref.ingest.registry.Probed.Answered;
import dev.backref.ingest.registry.Probed.Failed;

/** Failures of requests as an operator can use them: what happened, and what helps where that can be told. */
final class Words {
    private Words() {}

    /** Why there is no good answer. */
    static String of(Probed probed) {
        Failed failed = probed instanceof Answered answered ? answered.trouble() : (Failed) probed;
        return failed.reason().word() + ": " + failed.detail() + help(failed);
    }

    /** Whether the registry, or its token server, does not let Backref in. */
    static boolean isRefusal(Probed probed) {
        return reason(probed) == LookFailure.UNAUTHORIZED;
    }

    /** Whether it wants to be left alone. */
    static boolean isThrottled(Probed probed) {
        return reason(probed) == LookFailure.THROTTLED;
    }

    static boolean isGood(Probed probed) {
        return probed instanceof Answered answered && answered.status() == 200;
    }

    static boolean isMissing(Probed probed) {
        return probed instanceof Answered answered && answered.status() == 404;
    }

    private static LookFailure reason(Probed probed) {
        return probed instanceof Answered answered ? answered.trouble().reason() : ((Failed) probed).reason();
    }

    private static String help(Failed failed) {
        if (failed.detail().contains("PKIX") || failed.detail().contains("unable to find valid certification path")) {
            return "; its certificate is not trusted: tls.ca can name the CA";
        }
        return failed.detail().endsWith("the proxy answered 407") ? "; the proxy wants a login" : "";
    }
}
