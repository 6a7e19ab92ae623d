package dev.backref.ingest.registry;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.registry.Look.Doubtful;
import dev.backref.ingest.registry.Look.Later;
import dev.backref.ingest.registry.Look.PointsTo;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What came back.
 *
 * @param to the request it answers, after redirects the last one
 */
record Answer(Ask to, int status, MultiMap headers, BoundedBody body) {
    private static final int LOWEST_ERROR = 400;

    /**
     * What refuses the referrers API, and nothing else that the account may do: to list and to pull is allowed apart from it,
     * and it is younger.
     */
    private static final Map<Integer, LookFailure> NO_SUCH_API =
            Map.of(403, LookFailure.UNAUTHORIZED, 501, LookFailure.BAD_ANSWER);

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private int refusal() {
        return status < LOWEST_ERROR ? 0 : status;
    }

    boolean redirects() {
        return REDIRECTS.contains(status);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** That of the body, in lower case and without parameters. */
    String mediaType() {
        // RFC 9110 §8.3: without the header a body may be taken for a stream of bytes.
        String type = header("Content-Type").orElse("").split(";", 2)[0].strip();
        return type.isEmpty() ? "application/octet-stream" : type.toLowerCase(Locale.ROOT);
    }

    /** The digest that it names. */
    Optional<Digest> told() {
        return header("Docker-Content-Digest").flatMap(Digest::tryParse);
    }

    /** What a good answer about a tag means where only what it names counts. */
    Look pointer() {
        return told().<Look>map(PointsTo::new)
                .orElseGet(() -> new Doubtful(LookFailure.BAD_ANSWER, to + " names no digest", Optional.empty()));
    }

    /** How long whoever answered wants to be left alone; nothing where the answer is a good one. */
    Optional<Duration> retryAfter(Instant now) {
        return status < LOWEST_ERROR
                ? Optional.empty()
                : header("Retry-After").flatMap(value -> RetryAfter.read(value, now));
    }

    /** What an answer that is neither 200 nor 404 means for the look. */
    Look trouble(Instant now) {
        Optional<Duration> retryAfter = retryAfter(now);
        String detail = to + " answered " + status;
        if (to.kind() == RequestClass.REFERRERS && NO_SUCH_API.containsKey(status)) {
            return new Doubtful(NO_SUCH_API.get(status), status, detail, retryAfter);
        }
        return switch (status) {
            case 429 -> new Later(LookFailure.THROTTLED, detail, retryAfter);
            case 401, 403 -> new Later(LookFailure.UNAUTHORIZED, detail, retryAfter);
            // The server gave up waiting for our request: that is a slow line, not a wrong request.
            case 408 -> new Later(LookFailure.TIMED_OUT, detail, retryAfter);
            default ->
                status >= 500
                        ? new Later(LookFailure.SERVER_ERROR, detail, retryAfter)
                        : new Doubtful(LookFailure.BAD_ANSWER, refusal(), detail, retryAfter);
        };
    }
}
