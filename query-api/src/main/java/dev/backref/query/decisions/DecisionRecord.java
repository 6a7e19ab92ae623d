package dev.backref.query.decisions;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Examination;
import dev.backref.ingest.contract.Json;
import dev.backref.query.requirement.Decision;
import dev.backref.query.requirement.Outcome;
import dev.backref.query.requirement.Term;
import dev.backref.query.requirement.Verdict;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What somebody can be shown later of one decision: what was asked, what was seen, and on what it rests. It holds no secret.
 *
 * @param image by which the subject was named, where it was
 * @param verification that nobody has verified anything
 * @param registries those that hold the evidence first, at most {@value #MOST_REGISTRIES}
 * @param backref the version that decided
 */
@JsonPropertyOrder({
    "subject",
    "image",
    "decision",
    "when",
    "requirement",
    "verification",
    "query",
    "result",
    "completeness",
    "registries",
    "backref"
})
public record DecisionRecord(
        Digest subject,
        Optional<NamedImage> image,
        Outcome decision,
        @JsonUnwrapped When when,
        Required requirement,
        String verification,
        Query query,
        Result result,
        Completeness completeness,
        List<RegistryThen> registries,
        String backref) {
    /** Of registries whose behaviour is told. */
    public static final int MOST_REGISTRIES = 20;

    /** Characters of a text that others chose: whoever pushes evidence must not make a record too large to be kept. */
    static final int LONGEST_TEXT = 1_000;

    public DecisionRecord {
        registries = registries.stream().limit(MOST_REGISTRIES).toList();
    }

    /**
     * When it was decided.
     *
     * @param reviewBy until when it is to be looked at again
     */
    public record When(Instant decided, Optional<Instant> reviewBy) {}

    /**
     * What was required.
     *
     * @param text as it was asked
     * @param terms for which that stood
     */
    public record Required(String text, List<Term> terms) {
        public Required {
            terms = List.copyOf(terms);
        }
    }

    /**
     * What the index was asked about the subject.
     *
     * @param path of the lookup, with which it can be repeated
     * @param maxAge how long ago listings may have begun
     */
    public record Query(String path, Optional<String> maxAge) {}

    /**
     * What it answered.
     *
     * @param referrers that were looked at, the first of them
     * @param more whether there are others, or may be
     */
    public record Result(
            Position position,
            Optional<ServedBy> servedBy,
            List<Seen.Shown> referrers,
            boolean more,
            List<Term> missing,
            List<Verdict> require) {
        /** Of this decision. */
        public static Result of(Decision decision, Seen seen) {
            return new Result(
                    decision.position(),
                    decision.servedBy(),
                    seen.referrers(),
                    seen.more(),
                    decision.missing(),
                    decision.require());
        }
    }

    /**
     * A registry on which the decision rests, as it was known then.
     *
     * @param repositories that hold the evidence
     * @param examination how it behaved, and when that was seen; absent where nobody has looked
     */
    public record RegistryThen(
            String name,
            Optional<URI> url,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> repositories,
            Optional<Examination> examination) {
        public RegistryThen {
            repositories = List.copyOf(repositories);
        }
    }

    /** It as JSON, in which no text of others is longer than {@value #LONGEST_TEXT} characters. */
    ObjectNode toJson() {
        ObjectNode json = Json.MAPPER.valueToTree(this);
        shorten(json);
        // These have bounds of their own, and must be whole.
        json.set("requirement", Json.MAPPER.valueToTree(requirement));
        json.set("query", Json.MAPPER.valueToTree(query));
        return json;
    }

    private static void shorten(JsonNode json) {
        if (json instanceof ObjectNode object) {
            object.properties().forEach(each -> each.setValue(shortened(each.getValue())));
        } else if (json instanceof ArrayNode array) {
            for (int at = 0; at < array.size(); at++) {
                array.set(at, shortened(array.get(at)));
            }
        }
    }

    private static JsonNode shortened(JsonNode value) {
        if (value.isTextual() && value.textValue().length() > LONGEST_TEXT) {
            String text = value.textValue();
            boolean splits = Character.isHighSurrogate(text.charAt(LONGEST_TEXT - 1)); // Half a character is no UTF-8.
            return TextNode.valueOf(text.substring(0, splits ? LONGEST_TEXT - 1 : LONGEST_TEXT) + "…");
        }
        shorten(value);
        return value;
    }
}
