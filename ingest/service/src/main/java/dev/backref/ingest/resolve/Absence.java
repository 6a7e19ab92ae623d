package dev.backref.ingest.resolve;

import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.LookFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a registry as a whole gives no answers. One source that fails among others that do not is no absence. */
final class Absence {
    /** How long nothing was answered before its end is one. */
    static final Duration SHORTEST = Duration.ofSeconds(5);

    private static final Set<String> UNANSWERED = Set.of(
            LookFailure.UNREACHABLE.word(),
            LookFailure.TIMED_OUT.word(),
            LookFailure.SERVER_ERROR.word(),
            LookFailure.UNPROVEN_404.word());

    private @Nullable Instant since;

    /** Whether the word is that of a failure as all looks have it while a registry is away. */
    static boolean isUnanswered(String reason) {
        return UNANSWERED.contains(reason);
    }

    /**
     * Takes how a look ended. Whether that is the first answer after an absence. To be throttled or not let in is neither
     * absence nor an answer: a registry that comes back can begin with that.
     */
    boolean endsWith(Look look, Instant now) {
        if (look instanceof Look.Later later) {
            since = since == null && isUnanswered(later.reason().word()) ? now : since;
            return false;
        }
        boolean away = since != null && !since.plus(SHORTEST).isAfter(now);
        since = null;
        return away;
    }
}
