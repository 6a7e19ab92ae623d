package dev.backref.indexer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.facts.SubjectFact;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Manifests that registries take, and that no client of today writes. */
class OddManifestsTest {
    private static final SampleManifest SUBJECT = SampleManifest.image("subject");
    private static final SampleManifest SBOM = SampleManifest.referrer(SUBJECT, "application/spdx+json", "sbom");

    private final ObservedLocation location = new ObservedLocation();

    @AfterEach
    void close() {
        location.close();
    }

    static Stream<byte[]> oddities() {
        return Stream.of(
                with("\"subject\"", "\"subject\":null,\"subject\"").getBytes(UTF_8),
                with("\"annotations\"", "\"annotations\":{},\"annotations\"").getBytes(UTF_8),
                with("\"annotations\"", "\"\\\\\\\\ud83d\\\\ud83d\\\\ude00\\\\ude00\\\\ud83d\":1,\"annotations\"")
                        .getBytes(UTF_8),
                with("\"sbom\"", "\"Stra\u00dfe\"").getBytes(ISO_8859_1),
                with("\"layers\":\\[[^]]*]", "\"layers\":[{\"digest\":\"none\"},7]")
                        .getBytes(UTF_8));
    }

    /** As those do that are written in Go. */
    @ParameterizedTest
    @MethodSource("oddities")
    void areListedAsTheClientsOfThisFieldWouldListThem(byte[] bytes) {
        SampleManifest odd = new SampleManifest(bytes, SampleManifest.MANIFEST);
        location.found(odd);

        assertThat(location.topology.takeDeadLetters()).isEmpty();
        assertThat(location.edges(SUBJECT.digest())).containsOnlyKeys(odd.digest());
    }

    static Stream<String> tooOdd() {
        return Stream.of(
                with("\"annotations\"", "\"n\":" + "[".repeat(201) + "]".repeat(201) + ",\"annotations\""),
                with("\"annotations\"", "\"n\":" + "1".repeat(1_001) + ",\"annotations\""),
                with("\"annotations\"", "\"" + "n".repeat(50_001) + "\":1,\"annotations\""),
                "[".repeat(10_000));
    }

    @ParameterizedTest
    @MethodSource("tooOdd")
    void makeTheirLocationIncompleteWhereTheyCannotBeRead(String json) {
        SampleManifest odd = new SampleManifest(json.getBytes(UTF_8), SampleManifest.MANIFEST);
        location.found(odd);
        assertThat(location.topology.takeDeadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.value()).isEqualTo(odd.bytes()));
        assertThat(rejected()).containsExactly(1L);

        location.found(odd);
        assertThat(rejected()).as("told once").isEmpty();

        location.gone(odd.digest());
        assertThat(rejected()).as("complete again").containsExactly(0L);
    }

    /** How many sources are said to be rejected, as often as that is told. */
    private List<Long> rejected() {
        return location.topology.takeFacts().stream()
                .filter(SubjectFact.LocationState.class::isInstance)
                .map(fact -> ((SubjectFact.LocationState) fact).rejected())
                .toList();
    }

    private static String with(String pattern, String replacement) {
        String changed = SBOM.text().replaceFirst(pattern, replacement);
        assertThat(changed).isNotEqualTo(SBOM.text());
        return changed;
    }
}
