package dev.backref.query.verifications;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.PostedVerification;
import dev.backref.indexer.contract.Verification;
import dev.backref.ingest.contract.Digest;
import dev.backref.query.Parameters;
import dev.backref.query.Problem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads what a verifier posts, and names everything that is wrong with it at once. */
final class VerificationRequest {
    static final int LONGEST_VERSION = 256;
    static final int LONGEST_IDENTITY = 512;
    static final int LONGEST_COMMAND = 2_048;

    /** By how much the clock of a verifier may be ahead: what is of tomorrow would outdo all that it posts today. */
    static final Duration CLOCKS_APART = Duration.ofMinutes(5);

    /** Problems that are named of one body. */
    static final int MOST_PROBLEMS = 20;

    /** RFC 3339 §5.6, of which Java takes more. */
    private static final Pattern TIME = Pattern.compile(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)", Pattern.CASE_INSENSITIVE);

    private static final String VERIFIER = "verifier";
    private static final String KINDS = "kinds";
    private static final Set<String> FIELDS = new TreeSet<>(
            Set.of("subject", "referrer", VERIFIER, "version", "command", "identity", "outcome", KINDS, "time"));

    private final ObjectNode body;
    private final List<Problem> problems = new ArrayList<>();

    private VerificationRequest(ObjectNode body) {
        this.body = body;
    }

    /**
     * Reads it, under an id of its own.
     *
     * @param verifier that has proved itself; a body that names another is forbidden
     * @throws Parameters.Refused when something is wrong with it
     */
    static PostedVerification read(ObjectNode body, String verifier, Instant now) {
        refuseAnother(body, verifier);
        VerificationRequest request = new VerificationRequest(body);
        request.nameUnknown();
        Optional<Digest> subject = request.required("subject", Digest::parse);
        Optional<Digest> referrer = request.required("referrer", Digest::parse);
        Optional<String> version = request.required("version", text -> text(text, LONGEST_VERSION));
        Optional<String> command = request.required("command", text -> text(text, LONGEST_COMMAND));
        Optional<String> identity = request.value("identity", text -> text(text, LONGEST_IDENTITY));
        Optional<Verification.Outcome> outcome = request.required("outcome", Verification.Outcome::parse);
        Set<Kind> kinds = request.kinds();
        Optional<Instant> time = request.required("time", text -> time(text, now));
        if (!request.problems.isEmpty()) {
            throw Parameters.refuse(
                    Problem.all(request.problems.subList(0, Math.min(MOST_PROBLEMS, request.problems.size()))));
        }
        Verification verification = new Verification(
                verifier,
                version.orElseThrow(),
                outcome.orElseThrow(),
                kinds,
                identity,
                command.orElseThrow(),
                time.orElseThrow());
        return new PostedVerification(
                UUID.randomUUID().toString(), subject.orElseThrow(), referrer.orElseThrow(), verification);
    }

    private static void refuseAnother(ObjectNode body, String verifier) {
        JsonNode named = body.path(VERIFIER);
        if (!named.isMissingNode() && !named.asText().equals(verifier)) {
            Problem problem = Problem.parameter(
                    VERIFIER, named.asText(), "is not the one whose secret was sent: \"" + named.asText() + "\"");
            throw Parameters.refuse(new Problem(403, "FORBIDDEN", problem.message(), problem.field(), problem.value()));
        }
    }

    private void nameUnknown() {
        body.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                problems.add(Problem.parameter(
                        name, body.path(name).toString(), "is no field of this; it has " + String.join(", ", FIELDS)));
            }
        });
    }

    private <T> Optional<T> required(String name, Function<String, T> reader) {
        if (body.path(name).isMissingNode()) {
            problems.add(Problem.parameter(name, "", "is missing"));
        }
        return value(name, reader);
    }

    private <T> Optional<T> value(String name, Function<String, T> reader) {
        JsonNode given = body.path(name);
        if (given.isMissingNode()) {
            return Optional.empty();
        }
        try {
            if (!given.isTextual()) {
                throw new IllegalArgumentException("is no text: " + given);
            }
            return Optional.of(reader.apply(given.textValue()));
        } catch (IllegalArgumentException malformed) {
            String quoted = given.isTextual() ? given.textValue() : given.toString();
            problems.add(Problem.parameter(name, quoted, String.valueOf(malformed.getMessage())));
            return Optional.empty();
        }
    }

    private Set<Kind> kinds() {
        JsonNode given = body.path(KINDS);
        if (!given.isMissingNode() && (!given.isArray() || given.isEmpty())) {
            problems.add(Problem.parameter(KINDS, given.toString(), "is no list of kinds of evidence: " + given));
            return Set.of();
        }
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (JsonNode each : given) {
            try {
                kinds.add(Kind.parse(each.isTextual() ? each.textValue() : each.toString()));
            } catch (IllegalArgumentException none) {
                problems.add(Problem.parameter(KINDS, each.asText(), String.valueOf(none.getMessage())));
            }
        }
        return kinds;
    }

    private static String text(String text, int longest) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("is blank: \"" + text + "\"");
        }
        if (text.length() > longest) {
            throw new IllegalArgumentException(
                    "has " + text.length() + " characters, and may have " + longest + ": \"" + text + "\"");
        }
        if (text.codePoints().anyMatch(VerificationRequest::isNotShown)) {
            throw new IllegalArgumentException("has control characters in it: \"" + text + "\"");
        }
        return text;
    }

    /** What could make a line look as if it said something else, and half a surrogate pair. */
    private static boolean isNotShown(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    private static Instant time(String text, Instant now) {
        Instant time;
        if (!TIME.matcher(text).matches()) {
            throw new IllegalArgumentException("is no time as of RFC 3339: \"" + text + "\"");
        }
        try {
            time = OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException malformed) {
            throw new IllegalArgumentException("is no time as of RFC 3339: \"" + text + "\"", malformed);
        }
        if (time.isBefore(Instant.EPOCH)) {
            throw new IllegalArgumentException("is before 1970: \"" + text + "\"");
        }
        if (time.isAfter(now.plus(CLOCKS_APART))) {
            throw new IllegalArgumentException("is in the future: \"" + text + "\"; here it is " + now);
        }
        return time;
    }
}
