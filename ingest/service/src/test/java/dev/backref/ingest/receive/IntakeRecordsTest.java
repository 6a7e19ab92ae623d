package dev.backref.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.DeadLetter;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import dev.backref.ingest.registry.RegistrySettings.Scope;
import dev.backref.ingest.registry.RegistrySettings.Webhook;
import dev.backref.ingest.registry.RepositoryRule;
import dev.backref.ingest.registry.SweepSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IntakeRecordsTest {
    static final String BUS = "bus";
    static final String ALONE = "ecr-events-2";
    static final String IMAGE = "ecr/my-repository-name@" + Payloads.DIGEST;

    static final List<RegistrySettings> REGISTRIES = List.of(
            registry("local", Kind.DISTRIBUTION, Optional.of(BUS), "http://127.0.0.1:5000", Scope.ALL),
            registry("zot", Kind.ZOT, Optional.of(BUS), "http://127.0.0.1:5001", Scope.ALL),
            registry(
                    "ecr",
                    Kind.ECR,
                    Optional.of(ALONE),
                    "https://123456789012.dkr.ecr.us-west-2.amazonaws.com",
                    Scope.ALL),
            registry(
                    "other",
                    Kind.ECR,
                    Optional.empty(),
                    "https://210987654321.dkr.ecr.us-west-2.amazonaws.com",
                    new Scope(RepositoryRule.ALL, Optional.of("ecr"))));

    private final IntakeRecords records = new IntakeRecords(RunningReceiver.CLUSTER, new IntakeRoutes(REGISTRIES));

    @Test
    void makesOfABodyWhatItsHookMakesOfIt() {
        byte[] body = Payloads.distribution("envelope-3-events");
        Delivery delivery = new Delivery("local", new RecordHeaders(), body, Reading.NOW);
        List<ProducerRecord<String, byte[]>> atTheHook = new HookRecords(RunningReceiver.CLUSTER)
                .of(
                        delivery,
                        ReadDelivery.of(new DistributionParser(), delivery).kept());

        assertThat(shown(taken(BUS, body, "backref-registry", "local")))
                .isNotEmpty()
                .isEqualTo(shown(new IntakeRecords.Taken("local", ParsedHook.refused("", ""), atTheHook)));
    }

    @Test
    void needsNoHeaderWhereOneRegistryHasTheTopicAndLetsHostsChooseAmongThoseThatItIsFor() {
        byte[] push = push();
        assertThat(taken(ALONE, push).records())
                .extracting(ProducerRecord::key)
                .containsExactly(IMAGE, "ecr/my-repository-name:latest");
        byte[] elsewhere = new String(push, StandardCharsets.UTF_8)
                .replace("123456789012", "210987654321")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(taken(ALONE, elsewhere).records())
                .extracting(ProducerRecord::key)
                .containsExactly("other/my-repository-name@" + Payloads.DIGEST, "other/my-repository-name:latest");
    }

    @Test
    void leavesOutWhatTheRuleOfItsRegistryDoes() {
        Scope scope = new Scope(RepositoryRule.of(List.of(), List.of("my-*")), Optional.empty());
        IntakeRoutes ruled =
                new IntakeRoutes(List.of(registry("ecr", Kind.ECR, Optional.of(ALONE), "http://127.0.0.1:1", scope)));
        IntakeRecords.Taken taken =
                new IntakeRecords(RunningReceiver.CLUSTER, ruled).of(record(ALONE, push()), Reading.NOW);

        assertThat(taken.records()).isEmpty();
        assertThat(taken.parsed().actions()).containsEntry("excluded", 2);
    }

    @Test
    void readsTheAttributesOfACloudEventAsKafkaHasThem() {
        IntakeRecords.Taken taken = taken(
                BUS,
                Payloads.zot("image.updated.tag"),
                "backref-registry",
                "zot",
                "ce_type",
                "zotregistry.image.updated",
                "ce_id",
                "50%41\"x",
                "ce_specversion",
                "1.0",
                "content-type",
                "application/json");

        assertThat(taken.parsed().unread()).isEmpty();
        assertThat(taken.parsed().events())
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.cause().id()).isEqualTo("50%41\"x"));
    }

    @Test
    void keepsWhatItCannotReadWithWhereItStandsAndWithoutSecrets() {
        IntakeRecords.Taken taken = taken(
                BUS,
                text("no JSON"),
                "Backref-Registry",
                "local",
                "authorization",
                "s3cret",
                "X-JFrog-Event-Auth",
                "s3cret");

        DeadLetter letter = letter(taken);
        assertThat(letter.refusal().reason()).isEqualTo("not-json");
        assertThat(letter.refusal().origin()).isEqualTo("bus-1@7");
        assertThat(letter.value()).isEqualTo(text("no JSON"));
        assertThat(letter.headers().toArray())
                .extracting(header -> header.key())
                .containsExactly("backref-registry");
        assertThat(lost(taken)).containsExactly("local");
    }

    @Test
    void keepsARecordOfAnUnknownRegistryAsOneThatTellsOfNone() {
        IntakeRecords.Taken taken = taken(BUS, text("{}"), "backref-registry", "nobody");

        assertThat(letter(taken).refusal().reason()).isEqualTo("unknown-registry");
        assertThat(letter(taken).refusal().detail())
                .isEqualTo("backref-registry: no registry of that name has the topic \"bus\": \"nobody\"");
        assertThat(letter(taken).key()).isNull();
        assertThat(letter(taken).value()).isEqualTo(text("{}"));
        assertThat(lost(taken)).isEmpty();
    }

    @Test
    void suspectsEveryRegistryOfTheTopicWhereARecordNamesNone() {
        IntakeRecords.Taken taken = taken(BUS, text("{}"));

        assertThat(letter(taken).refusal().detail())
                .isEqualTo("the header backref-registry is missing, and the topic \"bus\" is of local, zot");
        assertThat(lost(taken)).containsExactly("local", "zot");
    }

    @Test
    void takesARecordThatNamesTwoRegistriesForOneOfNone() {
        IntakeRecords.Taken taken = taken(BUS, text("{}"), "backref-registry", "zot", "Backref-Registry", "local");

        assertThat(letter(taken).refusal().reason()).isEqualTo("unknown-registry");
        assertThat(letter(taken).refusal().detail())
                .isEqualTo("backref-registry: is there with several values: \"local, zot\"");
        assertThat(lost(taken)).containsExactly("local", "zot");
        assertThat(taken(BUS, text("{}"), "backref-registry", "zot", "backref-registry", "zot")
                        .registry())
                .isEqualTo("zot");
    }

    @Test
    void makesNoDeadLetterOfADeadLetter() {
        IntakeRecords.Taken taken = taken(BUS, null, "backref-registry", "zot", "dead-letter-origin", "bus-0@1");

        assertThat(lost(taken)).containsExactly("local", "zot");
        assertThat(taken.records()).hasSize(2);
        assertThat(taken.parsed().unread().orElseThrow().reason()).isEqualTo("dead-letter");
    }

    @Test
    void keepsNoBodyWhereThereIsNoneOrItIsTooLarge() {
        IntakeRecords.Taken tombstone = taken(ALONE, null);
        assertThat(letter(tombstone).refusal().reason()).isEqualTo("no-body");
        assertThat(letter(tombstone).value()).isNull();
        assertThat(lost(tombstone)).containsExactly("other", "ecr");

        IntakeRecords.Taken large = taken(ALONE, new byte[HookLimits.LARGEST_BODY + 1]);
        assertThat(letter(large).refusal().detail())
                .isEqualTo("a value has at most 8388608 bytes, headers 65536, and not 8388609 and 0;"
                        + " the body is not kept");
        assertThat(letter(large).value()).isNull();
        assertThat(lost(large)).containsExactly("other", "ecr");

        IntakeRecords.Taken headed = taken(BUS, text("{}"), "x-long", "x".repeat(70_000), "backref-registry", "zot");
        assertThat(letter(headed).refusal().reason()).isEqualTo("too-large");
        assertThat(letter(headed).headers().toArray()).hasSize(1);
        assertThat(lost(headed)).containsExactly("zot");
    }

    @Test
    void tellsEachRegistryOfATopicThatRecordsWereDeletedUnread() {
        assertThat(records.deletedUnread(ALONE, "gone", Reading.NOW))
                .extracting(ProducerRecord::key)
                .containsExactly("ecr", "other");
    }

    private IntakeRecords.Taken taken(String topic, byte @Nullable [] body, String... headers) {
        return records.of(record(topic, body, headers), Reading.NOW);
    }

    static ConsumerRecord<byte[], byte[]> record(String topic, byte @Nullable [] body, String... headers) {
        Headers all = new RecordHeaders();
        for (int at = 0; at < headers.length; at += 2) {
            all.add(headers[at], text(headers[at + 1]));
        }
        return new ConsumerRecord<>(
                topic, 1, 7, 0, TimestampType.CREATE_TIME, 0, 0, text("any"), body, all, Optional.empty());
    }

    /** A push as the documentation of ECR has it, with a digest in the place of its half one. */
    static byte[] push() {
        String body = new String(Payloads.resource("ecr/image-action.push.docs.json"), StandardCharsets.UTF_8);
        return text(body.replaceAll("sha256:[0-9a-f]+", Payloads.DIGEST));
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static DeadLetter letter(IntakeRecords.Taken taken) {
        return taken.records().stream()
                .filter(each -> each.topic().equals(RunningReceiver.CLUSTER.name(IngestTopics.DEAD_LETTERS)))
                .map(each -> DeadLetter.read(each.key(), each.value(), each.headers()))
                .findFirst()
                .orElseThrow();
    }

    /** Names of the registries of which it is told that something was lost. */
    private static List<String> lost(IntakeRecords.Taken taken) {
        return taken.records().stream()
                .filter(each -> each.topic().equals(RunningReceiver.CLUSTER.name(IngestTopics.LOCATION_SIGNALS)))
                .map(ProducerRecord::key)
                .toList();
    }

    private static List<String> shown(IntakeRecords.Taken taken) {
        return taken.records().stream()
                .map(each -> each.topic() + "-" + each.partition() + " " + each.key() + " "
                        + new String(each.value(), StandardCharsets.UTF_8))
                .toList();
    }

    static RegistrySettings registry(String name, Kind kind, Optional<String> topic, String url, Scope scope) {
        return new RegistrySettings(
                name,
                URI.create(url),
                kind,
                RegistryHistory.NONE,
                topic.map(each ->
                        new Webhook(Optional.empty(), Optional.empty(), Webhook.DEFAULT_SILENCE, Optional.of(each))),
                new RegistrySettings.Access(Optional.empty(), RegistrySettings.Budget.DEFAULT, Set.of()),
                SweepSettings.ON_REQUEST,
                scope);
    }
}
