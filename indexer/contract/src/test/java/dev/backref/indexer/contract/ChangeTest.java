package dev.backref.indexer.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangeTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Digest SUBJECT = Digest.sha256("subject".getBytes(UTF_8));
    private static final Digest REFERRER = Digest.sha256("referrer".getBytes(UTF_8));

    @Test
    void isAStructuredCloudEvent() {
        JsonNode json = Json.read(change(Map.of("a", "b"), List.of()).toJson(), JsonNode.class);

        assertThat(json.properties().stream().map(Map.Entry::getKey))
                .containsExactly("specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data");
        assertThat(json.path("specversion").textValue()).isEqualTo("1.0");
        assertThat(json.path("type").textValue()).isEqualTo("dev.backref.referrer.added.v1");
        assertThat(json.path("source").textValue()).isEqualTo("urn:backref:index");
        assertThat(json.path("subject").textValue()).isEqualTo(SUBJECT.toString());
        assertThat(json.path("time").textValue()).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(json.path("datacontenttype").textValue()).isEqualTo("application/json");
    }

    @Test
    void saysInItsDataWhatTheFeedPromises() {
        JsonNode data = Json.read(change(Map.of("a", "b"), List.of()).toJson(), JsonNode.class)
                .path("data");

        assertThat(data).isEqualTo(Json.read("""
                {"subject": {"digest": "%s"},
                 "referrer": {"mediaType": "a/b", "digest": "%s", "size": 7, "artifactType": "c/d", "annotations": {"a": "b"}},
                 "kinds": ["signature", "sbom"], "predicateTypes": ["https://spdx.dev/Document"], "forms": ["subject-field"],
                 "location": {"registry": "local", "repository": "team/app"},
                 "cause": {"kind": "push", "id": "delivery"},
                 "observed": "2026-03-01T12:00:00Z", "indexed": "2026-03-01T12:00:00Z",
                 "alsoAt": ["mirror/app"], "verification": "not-checked", "position": "1-2-3-1772366400000"}
                """.formatted(SUBJECT, REFERRER).getBytes(UTF_8), JsonNode.class));
    }

    @Test
    void isReadAsItIsWritten() {
        Change full = change(Map.of("a", "b"), List.of("referrer.annotations"));
        Change bare = change(Map.of(), List.of());

        assertThat(Change.read(full.toJson())).isEqualTo(full);
        assertThat(Change.read(bare.toJson())).isEqualTo(bare);
    }

    @Test
    void refusesWhatLacksAPart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Change.read("{\"id\": \"1\"}".getBytes(UTF_8)))
                .withMessageStartingWith("not a Change");
    }

    @Test
    void writesEqualSetsAlike() {
        assertThat(Kind.inOrder(Set.of(Kind.SBOM, Kind.SIGNATURE, Kind.UNKNOWN)))
                .containsExactly(Kind.SIGNATURE, Kind.SBOM, Kind.UNKNOWN);
        assertThat(Kind.inOrder(Set.of())).isEmpty();
    }

    @Test
    void namesKindsAndFormsByTheirWords() {
        for (Kind kind : Kind.values()) {
            assertThat(Kind.parse(kind.word())).isEqualTo(kind);
        }
        for (Form form : Form.values()) {
            assertThat(Form.parse(form.word())).isEqualTo(form);
        }
        assertThat(Kind.VULNERABILITY_SCAN.word()).isEqualTo("vulnerability-scan");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Kind.parse("SBOM"))
                .withMessageContaining("\"SBOM\"");
        assertThatIllegalArgumentException().isThrownBy(() -> Form.parse("x")).withMessageContaining("\"x\"");
    }

    private static Change change(Map<String, String> annotations, List<String> omitted) {
        Change.Data data = new Change.Data(
                new Change.SubjectRef(SUBJECT),
                new Descriptor("a/b", REFERRER, 7, Optional.of("c/d"), annotations),
                omitted,
                Set.of(Kind.SBOM, Kind.SIGNATURE),
                Optional.of(Set.of("https://spdx.dev/Document")),
                Optional.empty(),
                Set.of(Form.SUBJECT_FIELD),
                Set.of(),
                new Location("local", "team/app"),
                Optional.of(new Cause(Cause.Kind.PUSH, "delivery")),
                NOON,
                NOON,
                List.of("mirror/app"),
                Optional.empty(),
                false,
                "not-checked",
                List.of(),
                new Position(1, 2, 3, NOON));
        return new Change("id", Change.SOURCE, Change.Type.ADDED, SUBJECT, NOON, data);
    }
}
