package dev.backref.query.passthrough;

import dev.backref.query.OciError;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** How a request that was not answered by the registry ended. None of these says anything about what was asked for. */
enum Outcome {
    UNREACHABLE(503, "cannot be reached"),
    TIMED_OUT(504, "does not answer in time"),
    /** It broke off, or what came is no HTTP. */
    BROKEN(502, "gave no usable answer"),
    BUSY(503, "is being asked too much at once"),
    CANCELLED(502, "was no longer waited for"),
    REFUSED(400, "was not asked");

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(5);

    private final int status;
    private final String what;

    Outcome(int status, String what) {
        this.status = status;
        this.what = what;
    }

    static Outcome of(Throwable failure) {
        if (failure instanceof TimeoutException || failure instanceof ConnectTimeoutException) {
            return TIMED_OUT;
        }
        boolean noConnection = failure instanceof ConnectException
                || failure instanceof NoRouteToHostException
                || failure instanceof UnknownHostException;
        return noConnection ? UNREACHABLE : BROKEN;
    }

    /** Whether it is worth a warning of the registry. */
    boolean isTheRegistrys() {
        return this == UNREACHABLE || this == TIMED_OUT || this == BROKEN;
    }

    /** As metrics have it. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What the caller is told. Never why: that is the operator's. */
    OciError error(String registry) {
        return new OciError(status, "UNAVAILABLE", "the registry \"" + registry + "\" " + what);
    }

    /** When to come back; RFC 9110 §10.2.3 knows it with 503. */
    Optional<Duration> retryAfter() {
        return switch (this) {
            case BUSY -> Optional.of(SOON);
            case UNREACHABLE -> Optional.of(LATER);
            default -> Optional.empty();
        };
    }
}
