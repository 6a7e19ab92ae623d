package dev.backref.query.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.indexer.contract.Caller;
import dev.backref.ingest.contract.Digest;
import dev.backref.query.JsonBody;
import dev.backref.query.Parameters;
import dev.backref.query.requirement.Conditions;
import dev.backref.query.requirement.Question;
import dev.backref.query.requirement.Requirement;
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

    private static final String SUBJECTS = "subjects";
    private static final String DIGEST = "digest";
    private static final Set<String> FIELDS = fields();
    private static final Set<String> FIELDS_OF_ONE = Set.of(DIGEST, Requirements.NAME);

    private final DecisionBasis basis;

    GateRequest(DecisionBasis basis) {
        this.basis = basis;
    }

    private static Set<String> fields() {
        Set<String> fields = new HashSet<>(Conditions.PARAMETERS);
        fields.addAll(Set.of(SUBJECTS, Requirements.NAME));
        return Set.copyOf(fields);
    }

    /**
     * What is asked, of each subject, in their order.
     *
     * @throws Parameters.Refused when something is wrong with it
     */
    List<Question> read(Buffer body, Caller caller) {
        ObjectNode object = JsonBody.read(body);
        Optional<JsonNode> subjects = Optional.ofNullable(object.remove(SUBJECTS));
        Parameters parameters = Parameters.of(object, FIELDS);
        Conditions conditions = Conditions.read(parameters, basis.registries(), caller);
        Optional<Requirement> ofAll = basis.requirements().read(parameters);
        List<Question> questions = new ArrayList<>();
        for (JsonNode each : subjects(subjects)) {
            questions.add(question(each, "subjects[" + questions.size() + "]", ofAll, conditions));
        }
        refuseTooMany(questions);
        return questions;
    }

    private static void refuseTooMany(List<Question> questions) {
        int terms = questions.stream()
                .mapToInt(question -> question.requirement().terms().size())
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

    /** One subject is a digest, or an object that has what is required of it alone. */
    private Question question(JsonNode given, String name, Optional<Requirement> ofAll, Conditions conditions) {
        if (!(given instanceof ObjectNode object)) {
            return new Question(
                    digest(given, name), ofAll.orElseThrow(() -> unrequired(given)), conditions, Optional.empty());
        }
        Optional<JsonNode> digest = Optional.ofNullable(object.get(DIGEST));
        Requirement required = basis.requirements()
                .read(Parameters.of(object, FIELDS_OF_ONE))
                .or(() -> ofAll)
                .orElseThrow(() -> unrequired(given));
        return new Question(digest(digest.orElse(object), name), required, conditions, Optional.empty());
    }

    private static Digest digest(JsonNode given, String name) {
        if (!given.isTextual()) {
            throw Parameters.refuse(name, given.toString(), "is no digest, and no object with one");
        }
        return Parameters.value(name, given.textValue(), Digest::parse);
    }

    private static Parameters.Refused unrequired(JsonNode subject) {
        return Parameters.refuse(Requirements.NAME, "", "is missing for " + subject);
    }
}
