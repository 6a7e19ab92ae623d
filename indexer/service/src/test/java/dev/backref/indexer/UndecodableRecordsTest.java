package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.referrer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.facts.FactsTopic;
import dev.backref.indexer.facts.SubjectFact;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Observation.Manifest;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.contract.Topic;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class UndecodableRecordsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Location AT = new Location("fresh", "app");
    private static final SampleManifest SUBJECT = image("subject");
    private static final SampleManifest SBOM = referrer(SUBJECT, "application/spdx+json", "sbom");
    private static final int DETAIL = 1_000;

    private final TestedTopology topology = new TestedTopology();

    @AfterEach
    void close() {
        topology.close();
    }

    static Stream<Arguments> observations() {
        String digest = SBOM.digest().toString();
        return Stream.of(
                Arguments.of(null, "{}", good()),
                Arguments.of("", "{}", good()),
                Arguments.of("fresh/app@sha256:short", "{}", good()),
                Arguments.of("NO/APP@" + digest, "{}", good()),
                Arguments.of("fresh/app:tag", "no digest", good()),
                Arguments.of("fresh/app", "a repository has no value", good()),
                Arguments.of("fresh/app@" + digest, "{}", new RecordHeaders()),
                Arguments.of("fresh/app@" + digest, "{}", with("observed", "yesterday")),
                Arguments.of("fresh/app@" + digest, "{}", with("rules", "one")),
                Arguments.of("fresh/app@" + digest, "{}", with("cause", "boredom")),
                Arguments.of("fresh/app@" + digest, "{}", good().remove("media-type")));
    }

    @ParameterizedTest
    @MethodSource("observations")
    void putsAnObservationThatCannotBeReadAsideAndGoesOn(@Nullable String key, String value, Headers headers) {
        topology.pipe(IngestTopics.OBSERVATIONS, record(key, value.getBytes(UTF_8), headers), NOON);

        TestRecord<String, byte[]> letter = onlyLetter("undecodable-observation");
        assertThat(letter.key()).isEqualTo(key);
        assertThat(letter.value()).isEqualTo(value.getBytes(UTF_8));
        assertThat(Set.of(letter.headers().toArray()).containsAll(List.of(headers.toArray())))
                .isTrue();
        assertThat(header(letter, "dead-letter-origin")).isEqualTo("test.observations-0@0");
        assertThat(header(letter, "dead-letter-at")).isEqualTo(NOON.toString());
        goesOn();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"signal\":\"unheard-of\"}",
                "{\"signal\":\"registry\"}",
                "{\"signal\":\"registry\",\"name\":\"fresh\"}",
                "{\"signal\":\"registry\",\"name\":\"fresh\",\"history\":\"long\"}",
                "{\"signal\":\"unresolved\",\"source\":\"fresh/app:tag\"}",
                "{\"signal\":\"resolved\",\"source\":\"???\",\"at\":\"2026-03-01T12:00:00Z\"}"
            })
    void putsASignalThatCannotBeReadAsideAndGoesOn(@Nullable String value) {
        byte @Nullable [] bytes = value == null ? null : value.getBytes(UTF_8);
        topology.pipe(IngestTopics.LOCATION_SIGNALS, record("fresh/app", bytes, new RecordHeaders()), NOON);

        assertThat(onlyLetter("undecodable-signal").value()).isEqualTo(bytes);
        goesOn();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"fact\":\"edge\"}",
                "{\"fact\":\"location\",\"rejected\":1}",
                "{\"fact\":\"registry\",\"registry\":\"fresh\"}"
            })
    void putsAFactThatCannotBeReadAsideAndGoesOn(@Nullable String value) {
        byte @Nullable [] bytes = value == null ? null : value.getBytes(UTF_8);
        topology.pipe(FactsTopic.SUBJECT_FACTS, record("edge ?", bytes, new RecordHeaders()), NOON);

        assertThat(onlyLetter("undecodable-fact").value()).isEqualTo(bytes);
        goesOn();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "{}", "[]", "{\"id\":\"1\",\"subject\":\"latest\"}"})
    void putsAVerificationThatCannotBeReadAsideAndGoesOn(@Nullable String value) {
        byte @Nullable [] bytes = value == null ? null : value.getBytes(UTF_8);
        topology.pipe(IndexTopics.VERIFICATIONS, record("sha256:?", bytes, new RecordHeaders()), NOON);

        assertThat(onlyLetter("undecodable-verification").value()).isEqualTo(bytes);
        goesOn();
    }

    static Stream<String> manifests() {
        return Stream.of(
                "no JSON",
                "[]",
                "",
                SBOM.text() + "{}",
                SBOM.text().replace(SUBJECT.digest().toString(), "sha256:short"),
                SBOM.text().replaceFirst("\"subject\":\\{[^}]*}", "\"subject\":{}"));
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void holdsAManifestThatCannotBeReadForThereWithoutBelievingIt(String json) {
        Digest digest = Digest.sha256(json.getBytes(UTF_8));
        observe(new SampleManifest(json.getBytes(UTF_8), SampleManifest.MANIFEST));

        assertThat(onlyLetter("undecodable-manifest").value()).isEqualTo(json.getBytes(UTF_8));
        List<SubjectFact> facts = topology.takeFacts();
        assertThat(facts).filteredOn(SubjectFact.Edge.class::isInstance).isEmpty();
        assertThat(facts)
                .filteredOn(SubjectFact.Presence.class::isInstance)
                .extracting(fact -> ((SubjectFact.Presence) fact).subject())
                .containsExactly(digest);
        goesOn();
    }

    @Test
    void writesHalfASurrogatePairAsRegistriesDo() {
        String json = SBOM.text().replaceFirst("\"sbom\"", "\"half \\\\ud800 of\"");
        assertThat(json).contains("\\ud800");
        observe(new SampleManifest(json.getBytes(UTF_8), SampleManifest.MANIFEST));

        assertThat(topology.takeChanges())
                .singleElement()
                .satisfies(change -> assertThat(change.data().referrer().annotations())
                        .containsEntry("org.example.name", "half \uFFFD of"));
    }

    @Test
    void boundsWhatItSaysOfARefusedRecord() {
        String huge = "x".repeat(3_000_000);
        observe(new SampleManifest(
                SBOM.text().replace(SUBJECT.digest().toString(), huge).getBytes(UTF_8), SampleManifest.MANIFEST));

        assertThat(header(onlyLetter("undecodable-manifest"), "dead-letter-detail"))
                .hasSizeLessThanOrEqualTo(DETAIL)
                .startsWith("subject.digest");
    }

    @Test
    void staysWithinTheLargestRecordWhateverAManifestSays() {
        String layer = "{\"mediaType\":\"a/b\",\"digest\":\"" + SUBJECT.digest() + "\",\"size\":1}";
        String layers = IntStream.range(0, 2_000).mapToObj(i -> layer).collect(Collectors.joining(","));
        String json = SBOM.text()
                .replaceFirst("\"layers\":\\[[^]]*]", "\"layers\":[" + layers + "]")
                .replace(
                        "\"org.example.name\"",
                        "\"predicateType\":\"" + "p".repeat(2_000_000) + "\",\"org.example.name\"");
        observe(new SampleManifest(json.getBytes(UTF_8), SampleManifest.MANIFEST));

        assertThat(topology.takeFacts())
                .hasSize(3)
                .allSatisfy(fact -> assertThat(fact.toJson().length).isLessThan(Topic.LARGEST_RECORD));
        assertThat(topology.takeChanges()).hasSize(1);
    }

    static Stream<Arguments> swelling() {
        byte[] invalid = new byte[3_500_000];
        Arrays.fill(invalid, (byte) 0xFF);
        String layer = "{\"mediaType\":\"a/b\",\"digest\":\"" + SUBJECT.digest() + "\",\"size\":1}";
        String layers = IntStream.range(0, 1_000).mapToObj(i -> layer).collect(Collectors.joining(","));
        String escaped = SBOM.text()
                .replaceFirst("\"layers\":\\[[^]]*]", "\"layers\":[" + layers + "]")
                .replace(
                        "\"org.example.name\"",
                        "\"predicateType\":\"" + "\\u0001".repeat(1_024) + "\",\"large\":\"" + "x".repeat(3_900_000)
                                + "\",\"org.example.name\"");
        return Stream.of(
                Arguments.of("no UTF-8", annotated(invalid)),
                Arguments.of("a predicate type of control characters", escaped.getBytes(UTF_8)));
    }

    private static byte[] annotated(byte[] value) {
        String[] around = SBOM.text()
                .replace("\"org.example.name\":\"", "\"org.example.name\":\"#")
                .split("#", 2);
        ByteArrayOutputStream manifest = new ByteArrayOutputStream();
        manifest.writeBytes(around[0].getBytes(UTF_8));
        manifest.writeBytes(value);
        manifest.writeBytes(around[1].getBytes(UTF_8));
        return manifest.toByteArray();
    }

    /** A record that the log does not take stops the index at each start. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("swelling")
    void keepsNothingOfAManifestThatWouldSwellBeyondTheLargestRecord(String how, byte[] manifest) {
        assertThat(manifest).hasSizeLessThan(4 * 1024 * 1024);
        observe(new SampleManifest(manifest, SampleManifest.MANIFEST));
        assertThat(topology.takeDeadLetters()).hasSize(1);
        assertThat(topology.takeFacts())
                .isNotEmpty()
                .allSatisfy(fact -> assertThat(fact.toJson()).hasSizeLessThan(100_000));
        assertThat(topology.content(TestedTopology.LOCATIONS).values())
                .allSatisfy(row -> assertThat(row).hasSizeLessThan(1_000_000));
        assertThat(topology.takeChanges()).isEmpty();
        goesOn();
    }

    /** What comes behind is applied as if nothing had been. */
    private void goesOn() {
        topology.takeFacts();
        observe(SBOM);
        assertThat(topology.takeChanges())
                .extracting(change -> change.data().referrer().digest(), Change::type)
                .containsExactly(tuple(SBOM.digest(), Change.Type.ADDED));
        assertThat(topology.takeDeadLetters()).isEmpty();
    }

    private void observe(SampleManifest manifest) {
        Source source = new Source.Manifest(AT, manifest.digest());
        RegistryEvent event = RegistryEvent.wanted(source, new Cause(Cause.Kind.PUSH, "1"), NOON);
        topology.observe(
                Observation.of(source, new Manifest(manifest.bytes(), manifest.mediaType()), NOON, event), NOON);
    }

    private TestRecord<String, byte[]> onlyLetter(String reason) {
        List<TestRecord<String, byte[]>> letters = topology.takeDeadLetters();
        assertThat(letters).hasSize(1);
        assertThat(header(letters.get(0), "dead-letter-reason")).isEqualTo(reason);
        assertThat(topology.meters
                        .counter("backref.dead.letters", "reason", reason)
                        .count())
                .isEqualTo(1.0);
        return letters.get(0);
    }

    private static String header(TestRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static ProducerRecord<String, byte[]> record(
            @Nullable String key, byte @Nullable [] value, Headers headers) {
        return new ProducerRecord<>("any", null, null, key, value, headers);
    }

    private static Headers good() {
        Source source = new Source.Manifest(AT, SBOM.digest());
        RegistryEvent event = RegistryEvent.wanted(source, new Cause(Cause.Kind.PUSH, "1"), NOON);
        return Observation.of(source, new Manifest(SBOM.bytes(), SBOM.mediaType()), NOON, event)
                .toRecord("", 1)
                .headers();
    }

    private static Headers with(String name, String text) {
        return good().remove(name).add(name, text.getBytes(UTF_8));
    }
}
