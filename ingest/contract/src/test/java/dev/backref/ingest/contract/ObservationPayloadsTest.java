package dev.backref.ingest.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObservationPayloadsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final byte[] MANIFEST = "{}".getBytes(UTF_8);
    private static final Digest BLOB = Digest.sha256("blob".getBytes(UTF_8));
    private static final Source SOURCE = new Source.Manifest(Location.parse("hub/app"), Digest.sha256(MANIFEST));
    private static final String PAYLOADS = "payloads";

    @Test
    void areReadAsTheyAreWritten() {
        Payload full = new Payload(
                BLOB,
                Optional.of("https://example.org/\u00e4\"\ud83d\ude00"),
                List.of(BLOB, Digest.parse("sha1:abc")),
                Optional.of(new Created(Instant.parse("0000-01-01T00:00:00Z"), "predicate.timestamp")));
        Payload bare = new Payload(BLOB, Optional.empty(), List.of(), Optional.empty());

        assertThat(read(written(List.of(full, bare)))).containsExactly(full, bare);
    }

    @Test
    void bringTheOperatorsTableWithThem() {
        Instant now = NOON;
        RegistryEvent why = RegistryEvent.wanted(SOURCE, new Cause(Cause.Kind.PUSH, "delivery"), now);
        Optional<String> table = Optional.of("{\"types\":{}}");
        Observation found = Observation.of(SOURCE, new Observation.Manifest(MANIFEST, "a/b"), now, why);
        assertThat(kinds(found.under(table))).isEqualTo(table);
        assertThat(kinds(found.under(Optional.empty()))).isEmpty();
        Observation gone = Observation.of(SOURCE, new Observation.Gone(), now, why);
        assertThat(gone.under(table)).isEqualTo(gone);
    }

    @Test
    void sayThatADeletionWasReportedBefore() {
        RegistryEvent why = RegistryEvent.wanted(SOURCE, new Cause(Cause.Kind.PUSH, "delivery"), NOON);
        Observation found = Observation.of(SOURCE, new Observation.Manifest(MANIFEST, "a/b"), NOON, why);
        for (boolean deleted : new boolean[] {true, false}) {
            ProducerRecord<String, byte[]> written =
                    found.behindDeletion(deleted).toRecord("", 1);
            Observation read = Observation.read(written.key(), written.value(), written.headers());
            assertThat(read.behindDeletion()).isEqualTo(deleted);
        }
    }

    private static Optional<String> kinds(Observation observation) {
        ProducerRecord<String, byte[]> written = observation.toRecord("", 1);
        Observation read = Observation.read(written.key(), written.value(), written.headers());
        return ((Observation.Manifest) read.finding()).kinds();
    }

    @Test
    void needNoHeaderWhereThereAreNone() {
        ProducerRecord<String, byte[]> written = written(List.of());

        assertThat(written.headers().lastHeader(PAYLOADS)).isNull();
        assertThat(read(written)).isEmpty();
    }

    @Test
    void ofTheLargestKindFitIntoARecord() {
        List<Digest> subjects = IntStream.range(0, Payload.MOST_SUBJECTS)
                .mapToObj(number -> Digest.of("x", "y".repeat(250) + (10 + number)))
                .toList();
        Payload largest = new Payload(
                BLOB,
                Optional.of("\u0001".repeat(Payload.LONGEST_PREDICATE_TYPE)),
                subjects,
                Optional.of(new Created(NOON, "predicate.timestamp")));
        ProducerRecord<String, byte[]> written = written(Collections.nCopies(Payload.MOST, largest));

        int headers = Arrays.stream(written.headers().toArray())
                .mapToInt(header -> header.key().length() + header.value().length)
                .sum();
        assertThat(headers + Observation.Manifest.MOST_BYTES).isLessThan(Topic.LARGEST_RECORD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON",
                "null",
                "[]",
                "{\"payloads\":[null]}",
                "{\"payloads\":[{}]}",
                "{\"payloads\":[{\"blob\":\"none\"}]}",
                "{\"payloads\":[{\"blob\":\"sha1:a\",\"created\":{\"at\":\"noon\",\"from\":\"x\"}}]}"
            })
    void thatNobodyWroteAreRefused(String header) {
        ProducerRecord<String, byte[]> written = written(List.of());
        written.headers().add(PAYLOADS, header.getBytes(UTF_8));

        assertThatIllegalArgumentException().isThrownBy(() -> read(written));
    }

    private static ProducerRecord<String, byte[]> written(List<Payload> payloads) {
        RegistryEvent why = RegistryEvent.reported(
                SOURCE, new Cause(Cause.Kind.PUSH, "1"), NOON, Optional.empty(), Optional.empty());
        Observation.Manifest manifest = new Observation.Manifest(MANIFEST, "a/b", payloads);
        return Observation.of(SOURCE, manifest, NOON, why).toRecord("", 1);
    }

    private static List<Payload> read(ProducerRecord<String, byte[]> written) {
        Observation read = Observation.read(written.key(), written.value(), written.headers());
        return ((Observation.Manifest) read.finding()).payloads();
    }
}
