package dev.backref.query.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.indexer.contract.Caller;
import dev.backref.ingest.contract.Digest;
import dev.backref.query.JsonBody;
import dev.backref.query.Parameters;
import dev.backref.query.gate.Asked.Required;
import dev.backref.query.requirement.Conditions;
import dev.backref.query.requirement.Requirements;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the body of a request to the gate. A field that nobody knows is refused, as a parameter is: a misspelt one must not
 * let anything pass.
 */
final class GateRequest {
    /** Subjects of one request. */
    static final int MOST = 1_000;

    /** Terms of all its subjects together: each has its verdict, with evidence, in one answer. */
    static final int MOST_TERMS = 4_000;

    /** Tags of one request: each costs a request to its registry. */
    static final int MOST_TAGS = 100;

    private static final String SUBJECTS = "subjects";
    private static final String DIGEST = "digest";
    private static final Set<String> FIELDS = fields();
    private static final Set<String> FIELDS_OF_ONE = Set.of(DIGEST, Requirements.NAME);

    private final DecisionBasis basis;
    private final ImageNames images;

    /**
     * @param images by which subjects can be named
     */
    GateRequest(DecisionBasis basis, ImageNames images) {
        this.basis = basis;
        this.images = images;
    }

    /**
     * What is asked.
     *
     * @param subjects in their order
     * @param keep that records are to be kept, where they are
     */
    record Read(List<Asked> subjects, Optional<Keep> keep) {}

    private static Set<String> fields() {
        Set<String> fields = new HashSet<>(Conditions.PARAMETERS);
        fields.addAll(Keep.PARAMETERS);
        fields.addAll(Set.of(SUBJECTS, Requirements.NAME));
        return Set.copyOf(fields);
    }

    /**
     * What is asked of each subject.
     *
     * @throws Parameters.Refused when something is wrong with it
     */
    Read read(Buffer body, Caller caller) {
        ObjectNode object = JsonBody.read(body);
        Optional<JsonNode> subjects = Optional.ofNullable(object.remove(SUBJECTS));
        if (object.path(Keep.NAME).isBoolean()) {
            object.put(Keep.NAME, object.path(Keep.NAME).asText());
        }
        Parameters parameters = Parameters.of(object, FIELDS);
        Conditions conditions = Conditions.read(parameters, basis.registries(), caller);
        Optional<Keep> keep = Keep.read(parameters, basis.clock().instant());
        Optional<Required> ofAll = required(parameters);
        List<Asked> asked = new ArrayList<>();
        for (JsonNode each : subjects(subjects)) {
            asked.add(asked(each, "subjects[" + asked.size() + "]", ofAll, conditions));
        }
        refuseTooMany(asked);
        refuseTooManyTags(asked);
        keep.ifPresent(kept -> asked.forEach(each -> each.required().refuseTooLong()));
        return new Read(asked, keep);
    }

    private Optional<Required> required(Parameters parameters) {
        return Required.read(basis.requirements(), parameters);
    }

    private static void refuseTooManyTags(List<Asked> asked) {
        long tags = asked.stream()
                .flatMap(each -> each.subject().tag().stream())
                .distinct()
                .count();
        if (tags > MOST_TAGS) {
            throw Parameters.refuse(
                    SUBJECTS, String.valueOf(asked.size()), "have " + tags + " tags, and may have " + MOST_TAGS);
        }
    }

    private static void refuseTooMany(List<Asked> questions) {
        int terms = questions.stream()
                .mapToInt(each -> each.required().requirement().terms().size())
                .sum();
        if (terms > MOST_TERMS) {
            throw Parameters.refuse(
                    SUBJECTS,
                    String.valueOf(questions.size()),
                    "ask for " + terms + " terms in " + questions.size() + " subjects, and may ask for " + MOST_TERMS);
        }
    }

    private static JsonNode subjects(Optional<JsonNode> given) {
        if (given.isEmpty() || !given.get().isArray() || given.get().isEmpty()) {
            throw Parameters.refuse(
                    SUBJECTS, given.map(JsonNode::toString).orElse(""), "is no list of digests with at least one");
        }
        if (given.get().size() > MOST) {
            throw Parameters.refuse(
                    SUBJECTS,
                    String.valueOf(given.get().size()),
                    "has " + given.get().size() + " subjects, and may have " + MOST);
        }
        return given.get();
    }

    /** One subject is a digest, an image, or an object that has what is required of it alone. */
    private Asked asked(JsonNode given, String name, Optional<Required> ofAll, Conditions conditions) {
        if (!(given instanceof ObjectNode object)) {
            return new Asked(subject(given, name), ofAll.orElseThrow(() -> unrequired(given)), conditions);
        }
        Optional<JsonNode> digest = Optional.ofNullable(object.get(DIGEST));
        Required required =
                required(Parameters.of(object, FIELDS_OF_ONE)).or(() -> ofAll).orElseThrow(() -> unrequired(given));
        return new Asked(subject(digest.orElse(object), name), required, conditions);
    }

    private Subject subject(JsonNode given, String name) {
        if (!given.isTextual()) {
            throw Parameters.refuse(name, given.toString(), "is no digest, and no object with one");
        }
        String text = given.textValue();
        return ImageNames.isName(text)
                ? Parameters.value(name, text, images::parse)
                : Subject.of(Parameters.value(name, text, Digest::parse));
    }

    private static Parameters.Refused unrequired(JsonNode subject) {
        return Parameters.refuse(Requirements.NAME, "", "is missing for " + subject);
    }
}
