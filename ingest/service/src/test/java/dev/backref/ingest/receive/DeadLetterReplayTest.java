package dev.backref.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.DeadLetter;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import dev.backref.ingest.registry.RepositoryRule;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadLetterReplayTest {
    private static final KafkaCluster CLUSTER = new KafkaCluster("127.0.0.1:1", "backref.", 4, Map.of());
    private static final Instant LATER = Reading.NOW.plusSeconds(1000);
    private static final Source SOURCE = new Source.Tag(new Location("local", "a"), "v1");

    private final DeadLetterReplay replay = new DeadLetterReplay(
            CLUSTER,
            List.of(
                    ConfiguredHookTest.registry("local", Kind.DISTRIBUTION, RepositoryRule.ALL),
                    ConfiguredHookTest.registry(
                            "git", Kind.GITEA, RepositoryRule.of(List.of(), List.of("org/secret")))));

    @Test
    void readsABodyAgainAsItsHookWould() {
        DeadLetterReplay.Outcome outcome = outcome("/hooks/local", Payloads.push(1), new RecordHeaders());

        assertThat(outcome.still()).isEmpty();
        assertThat(outcome.records()).singleElement().satisfies(record -> {
            assertThat(record.topic()).isEqualTo("backref.registry-events");
            assertThat(record.key()).isEqualTo("local/a:v1");
            assertThat(new String(record.headers().lastHeader("replayed-from").value(), StandardCharsets.UTF_8))
                    .isEqualTo("backref.dead-letters-2@17");
            RegistryEvent event = Json.read(record.value(), RegistryEvent.class);
            assertThat(event.cause()).isEqualTo(new Cause(Cause.Kind.PUSH, "id-1"));
            assertThat(event.at()).isEqualTo(LATER);
        });
    }

    @Test
    void readsItWithItsHeadersByTheRulesOfNow() {
        Headers headers = new RecordHeaders().add("x-gitea-event", "package".getBytes(StandardCharsets.UTF_8));
        String body =
                "{\"action\":\"created\",\"package\":{\"owner\":{\"login\":\"org\"},\"name\":\"secret\",\"version\":\"v1\"}}";
        DeadLetterReplay.Outcome outcome = outcome("/hooks/git", body.getBytes(StandardCharsets.UTF_8), headers);
        assertThat(outcome.still()).isEmpty();
        assertThat(outcome.records()).isEmpty();
        DeadLetterReplay.Outcome other =
                outcome("/hooks/git", body.replace("secret", "open").getBytes(StandardCharsets.UTF_8), headers);
        assertThat(other.records()).extracting(record -> record.key()).containsExactly("git/org/open:v1");
    }

    @Test
    void readsARecordOfATopicAgainByTheRegistryThatItsHeaderNamesNow() {
        byte[] push = Payloads.push(1);
        Headers local = new RecordHeaders().add("backref-registry", "local".getBytes(StandardCharsets.UTF_8));
        Headers other = new RecordHeaders().add("backref-registry", "other".getBytes(StandardCharsets.UTF_8));
        DeadLetterReplay bus = new DeadLetterReplay(CLUSTER, IntakeRecordsTest.REGISTRIES);

        assertThat(bus.of(letter("any", push, local, "bus-12@34"), "p", LATER).records())
                .extracting(record -> record.key())
                .containsExactly("local/a:v1");
        assertThat(bus.of(letter("any", push, other, "bus-12@34"), "p", LATER).still())
                .contains("backref-registry: no registry of that name has the topic \"bus\": \"other\"");
        assertThat(bus.of(letter("any", push, local, "bus-2-12@34"), "p", LATER).still())
                .get()
                .asString()
                .startsWith("came from bus-2-12@34");
    }

    @Test
    void keepsTheIdsSoThatTwiceIsARepetition() {
        byte[] body =
                "{\"action\":\"created\",\"package\":{\"owner\":{\"login\":\"o\"},\"name\":\"a\",\"version\":\"v1\"}}"
                        .getBytes(StandardCharsets.UTF_8);
        DeadLetterReplay.Outcome first = outcome("/hooks/git", body, new RecordHeaders());
        DeadLetterReplay.Outcome second = outcome("/hooks/git", body, new RecordHeaders());
        assertThat(first.records().get(0).value())
                .isEqualTo(second.records().get(0).value());
    }

    @Test
    void takesUpWhatCanBeReadAndSaysWhatStillCannot() {
        byte[] body = Payloads.envelope(
                Payloads.event("push", "'repository':'a','tag':'v1'"),
                Payloads.event("push", "'repository':'a','tag':'?'"));
        DeadLetterReplay.Outcome outcome = outcome("/hooks/local", body, new RecordHeaders());
        assertThat(outcome.records()).hasSize(1);
        assertThat(outcome.still()).contains("malformed-event: events[1].target.tag: not a tag: \"?\"");
    }

    @ParameterizedTest
    @CsvSource({
        "registry-events, PUSH, backref.registry-events",
        "wanted, SWEEP, backref.wanted",
        "backref.registry-events-3@12, DELETE, backref.registry-events"
    })
    void handsAnEventOnWhereItCameFrom(String origin, Cause.Kind kind, String topic) {
        RegistryEvent event =
                RegistryEvent.reported(SOURCE, new Cause(kind, "1"), Reading.NOW, Optional.empty(), Optional.empty());
        DeadLetterReplay.Outcome outcome = replay.of(
                letter(SOURCE.key(), Json.write(event), new RecordHeaders(), origin),
                "backref.dead-letters-0@1",
                LATER);
        assertThat(outcome.still()).isEmpty();
        assertThat(outcome.records()).singleElement().satisfies(record -> {
            assertThat(record.topic()).isEqualTo(topic);
            assertThat(record.key()).isEqualTo("local/a:v1");
            assertThat(Json.read(record.value(), RegistryEvent.class)).isEqualTo(event.askedAt(LATER));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "/hooks/other | {} | no hook is configured at /hooks/other",
                "/hooks/local | { | not-json: the body is not JSON",
                "registry-events | {'source':'local/a:v1','cause':{'kind':'push','id':'1'},'at':'2026-11-24T10:00:00Z','known':false} | its key is not that of its source",
                "registry-events | {} | not a RegistryEvent: Null value for creator property 'source'",
                "registry-events | x | Unrecognized token 'x'",
                "backref.observations-0@7 | {} | came from backref.observations-0@7",
            })
    void saysWhyOneStaysADeadLetter(String origin, String value, String why) {
        DeadLetterReplay.Outcome outcome = outcome(
                origin, Reading.text(value).replace('\'', '"').getBytes(StandardCharsets.UTF_8), new RecordHeaders());
        assertThat(outcome.records()).isEmpty();
        assertThat(outcome.still()).get().asString().contains(why);
    }

    @Test
    void waitsForARegistryThatIsNotConfigured() {
        Source source = new Source.Tag(new Location("gone", "a"), "v1");
        RegistryEvent event = RegistryEvent.wanted(source, new Cause(Cause.Kind.SWEEP, "1"), Reading.NOW);
        DeadLetterReplay.Outcome outcome =
                replay.of(letter(source.key(), Json.write(event), new RecordHeaders(), "wanted"), "p", LATER);
        assertThat(outcome.records()).isEmpty();
        assertThat(outcome.still()).contains("no registry is configured as \"gone\"");
    }

    private DeadLetterReplay.Outcome outcome(String origin, byte[] body, Headers headers) {
        return replay.of(letter("local", body, headers, origin), "backref.dead-letters-2@17", LATER);
    }

    private static DeadLetter letter(String key, byte[] value, Headers headers, String origin) {
        return new DeadLetter(key, value, headers, new DeadLetter.Refusal("any", "detail", origin, Reading.NOW));
    }
}
