package dev.backref.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.backref.ingest.contract.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why a request below {@code /api} was not answered, as its caller sees it.
 *
 * @param code a word for programs
 * @param message a sentence for people
 * @param field the parameter that is wrong
 * @param value what was given for it
 */
public record Problem(int status, String code, String message, Optional<String> field, Optional<String> value) {
    /** Characters of what was given that are quoted: it can be as large as a body. */
    private static final int MOST_QUOTED = 300;

    /** Characters of why it cannot be used, which also can quote it. */
    private static final int MOST_SAID = 1_000;

    /** A parameter that cannot be used. */
    public static Problem parameter(String field, String value, String why) {
        return new Problem(
                400,
                "INVALID_PARAMETER",
                start(field, MOST_QUOTED) + ": " + start(why, MOST_SAID),
                Optional.of(start(field, MOST_QUOTED)),
                Optional.of(start(value, MOST_QUOTED)));
    }

    private static String start(String text, int most) {
        return text.length() > most ? text.substring(0, most) + "…" : text;
    }

    /** All that cannot be used of a request; the first of them is the one that is named as its field. */
    public static Problem all(List<Problem> parameters) {
        Problem first = parameters.get(0);
        String messages = parameters.stream().map(Problem::message).collect(Collectors.joining("; "));
        return new Problem(first.status, first.code, messages, first.field, first.value);
    }

    /** A problem without a parameter. */
    public static Problem of(int status, String code, String message) {
        return new Problem(status, code, message, Optional.empty(), Optional.empty());
    }

    /** Answers with this problem. */
    public void answer(RoutingContext context) {
        Body body = new Body(
                new Detail(code, wellFormed(message), field.map(Problem::wellFormed), value.map(Problem::wellFormed)));
        context.response().setStatusCode(status);
        Answer.end(context, "application/json", Buffer.buffer(Json.write(body)));
    }

    /** What is quoted can hold half a surrogate pair, which no JSON in UTF-8 can. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** Answers with this problem, and says when to come back. */
    public void answer(RoutingContext context, Duration retryAfter) {
        context.response().putHeader("Retry-After", seconds(retryAfter));
        answer(context);
    }

    /** A time to wait as {@code Retry-After} has it: whole seconds, at least one (RFC 9110 §10.2.3). */
    public static String seconds(Duration retryAfter) {
        return Long.toString(Math.max(1, retryAfter.toSeconds()));
    }

    private record Body(@JsonProperty("error") Detail error) {}

    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    private record Detail(String code, String message, Optional<String> field, Optional<String> value) {}
}
