package dev.backref.ingest.resolve;

import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.LookFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a registry as a whole gives no answers. One source that fails among others that do not is no absence. */
final class Absence {
    /** How long nothing was answered before its end is one. */
    static final Duration SHORTEST = Duration.ofSeconds(5);

    private static final Set<LookFailure> UNANSWERED =
            EnumSet.of(LookFailure.UNREACHABLE, LookFailure.TIMED_OUT, LookFailure.SERVER_ERROR);

    private @Nullable Instant since;

    /** Whether the word is that of a failure as all looks have it while a registry is away. */
    static boolean isUnanswered(String reason) {
        return UNANSWERED.stream().anyMatch(failure -> failure.word().equals(reason));
    }

    private static boolean isUnanswered(Look look) {
        return look instanceof Look.Later later && UNANSWERED.contains(later.reason());
    }

    /** Takes how a look ended. Whether that is the first answer after an absence. */
    boolean endsWith(Look look, Instant now) {
        if (isUnanswered(look)) {
            since = since == null ? now : since;
            return false;
        }
        boolean away = since != null && !since.plus(SHORTEST).isAfter(now);
        since = null;
        return away && !(look instanceof Look.Later);
    }
}
