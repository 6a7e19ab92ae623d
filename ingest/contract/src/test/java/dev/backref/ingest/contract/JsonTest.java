package dev.backref.ingest.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    /** A record of each sort of component. */
    private record Sample(
            String text,
            Instant at,
            Optional<String> maybe,
            List<String> list,
            Set<String> set,
            Map<String, String> map) {}

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void isReadAsItIsWritten() {
        Sample full = new Sample("a", NOON, Optional.of("b"), List.of("c"), Set.of("d"), Map.of("e", "f"));
        Sample bare = new Sample("a", NOON, Optional.empty(), List.of(), Set.of(), Map.of());

        assertThat(Json.read(Json.write(full), Sample.class)).isEqualTo(full);
        assertThat(Json.read(Json.write(bare), Sample.class)).isEqualTo(bare);
        assertThat(new String(Json.write(bare), UTF_8))
                .contains("\"2026-03-01T12:00:00Z\"")
                .doesNotContain("maybe");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\":\"a\",\"at\":\"2026-03-01T12:00:00Z\"}",
                "{\"text\":\"a\",\"at\":\"2026-03-01T12:00:00Z\",\"list\":null,\"maybe\":null,\"new\":{\"x\":[]}}"
            })
    void takesAbsentCollectionsForEmptyAndPassesOverWhatIsNew(String json) {
        assertThat(read(json)).isEqualTo(new Sample("a", NOON, Optional.empty(), List.of(), Set.of(), Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"text\":\"a\"}",
                "{\"text\":null,\"at\":\"2026-03-01T12:00:00Z\"}",
                "{\"text\":\"a\",\"at\":\"noon\"}"
            })
    void refusesWhatLacksAPart(String json) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(json)).withMessageContaining("Sample");
    }

    @Test
    void readsADescriptorWithoutAnnotations() {
        Descriptor bare = new Descriptor("a/b", Digest.sha256(new byte[0]), 1, Optional.empty(), Map.of());

        assertThat(new String(Json.write(bare), UTF_8)).doesNotContain("annotations", "artifactType");
        assertThat(Json.read(Json.write(bare), Descriptor.class)).isEqualTo(bare);
    }

    private static Sample read(String json) {
        return Json.read(json.getBytes(UTF_8), Sample.class);
    }
}
