package dev.backref.indexer.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.DeadLetter;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is published says what is sent, and no less. */
class SchemaTest {
    private static final String EVENT = """
            {"specversion": "1.0", "id": "1", "source": "urn:backref:index", "type": "dev.backref.referrer.added.v1",
             "subject": "sha256:ab", "time": "2026-03-01T12:00:00Z", "datacontenttype": "application/json",
             "data": {"subject": {"digest": "sha256:ab"},
                      "referrer": {"mediaType": "a/b", "digest": "sha256:cd", "size": 7},
                      "kinds": ["sbom"], "forms": ["subject-field"],
                      "location": {"registry": "local", "repository": "app"}, "cause": {"kind": "push", "id": "1"},
                      "observed": "2026-03-01T12:00:00Z", "indexed": "2026-03-01T12:00:00Z",
                      "alsoAt": [], "verification": "not-checked", "position": "1-2-3-4"}}
            """;

    @Test
    void allowsAnEvent() {
        assertThat(faults(event())).isEmpty();
    }

    @Test
    void namesEveryKindFormCauseAndType() {
        JsonNode schema = Json.read(Schema.CHANGE.json(), JsonNode.class);
        JsonNode data = schema.at("/$defs/data/properties");
        assertThat(examples(data.at("/kinds/items")))
                .isEqualTo(Stream.of(Kind.values()).map(Kind::word).toList());
        assertThat(examples(schema.at("/$defs/form")))
                .isEqualTo(Stream.of(Form.values()).map(Form::word).toList());
        assertThat(examples(data.at("/cause/properties/kind")))
                .isEqualTo(Stream.of(Cause.Kind.values()).map(Cause.Kind::word).toList());
        assertThat(examples(schema.at("/properties/type")))
                .isEqualTo(Stream.of(Change.Type.values())
                        .map(type -> Json.MAPPER.convertValue(type, String.class))
                        .toList());
        assertThat(examples(data.at("/omitted/items")))
                .containsExactly(Change.Data.ANNOTATIONS, Change.Data.PREDICATE_TYPES);
        assertThat(examples(schema.at("/$defs/verification/properties/outcome")))
                .isEqualTo(Stream.of(Verification.Outcome.values())
                        .map(Verification.Outcome::word)
                        .toList());
        assertThat(data.at("/verifications/maxItems").intValue()).isEqualTo(Verification.MOST);
        assertThat(data.at("/alsoAt/maxItems").intValue()).isEqualTo(Change.Data.MOST_ALSO_AT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kinds", "forms", "location", "cause", "position", "verification", "alsoAt"})
    void missesWhatIsNotThere(String field) {
        ObjectNode event = event();
        ((ObjectNode) event.get("data")).remove(field);
        assertThat(faults(event)).isNotEmpty();
    }

    @Test
    void findsWhatIsNotDescribed() {
        ObjectNode event = event();
        ((ObjectNode) event.get("data")).put("another", 1);
        assertThat(faults(event)).singleElement().asString().contains("another");
        event = event();
        ((ObjectNode) event.get("data")).put("firstAnywhere", true);
        assertThat(faults(event)).as("of the topic and of the API at once").isNotEmpty();
        event = event();
        event.put("subject", "latest");
        assertThat(faults(event)).singleElement().asString().contains("subject");
    }

    @Test
    void describesTopicsThatThereAre() {
        JsonNode topics = Json.read(Schema.TOPICS.json(), JsonNode.class);
        List<String> there = Stream.of(IndexTopics.CHANGES, IndexTopics.DECISIONS, IngestTopics.DEAD_LETTERS)
                .map(Topic::name)
                .toList();
        assertThat(topics.path("channels").fieldNames()).toIterable().containsExactlyElementsOf(there);
        topics.path("channels")
                .properties()
                .forEach(
                        channel -> assertThat(channel.getValue().path("address").textValue())
                                .isEqualTo("{prefix}" + channel.getKey()));
        assertThat(topics.at("/components/messages/change/payload/$ref").textValue())
                .isEqualTo(Schema.CHANGE.file());
        assertThat(topics.at("/components/messages/change/contentType").textValue())
                .isEqualTo(Change.CONTENT_TYPE);
        List<String> references = topics.findValuesAsText("$ref");
        assertThat(references)
                .filteredOn(reference -> reference.startsWith("#"))
                .isNotEmpty()
                .allMatch(reference -> !topics.at(reference.substring(1)).isMissingNode());
    }

    @Test
    void namesTheHeadersOfADeadLetter() {
        DeadLetter refused = new DeadLetter(
                "key", new byte[0], new RecordHeaders(), new DeadLetter.Refusal("a", "b", "c", Instant.EPOCH));
        JsonNode headers =
                Json.read(Schema.TOPICS.json(), JsonNode.class).at("/components/messages/dead-letter/headers");
        assertThat(headers.path("properties").fieldNames())
                .toIterable()
                .containsExactlyElementsOf(Stream.of(refused.writtenHeaders().toArray())
                        .map(Header::key)
                        .toList());
        assertThat(words(headers.path("required")))
                .containsExactlyElementsOf(() -> headers.path("properties").fieldNames());
    }

    private static ObjectNode event() {
        return Json.read(EVENT.getBytes(UTF_8), ObjectNode.class);
    }

    private static List<String> faults(ObjectNode event) {
        return StrictSchema.faults(Json.write(event));
    }

    private static List<String> examples(JsonNode schema) {
        return words(schema.path("examples"));
    }

    private static List<String> words(JsonNode array) {
        List<String> words = new ArrayList<>();
        array.forEach(word -> words.add(word.textValue()));
        return words;
    }
}
