package dev.backref.ingest.receive;

import static dev.backref.ingest.receive.Payloads.distribution;
import static dev.backref.ingest.receive.Payloads.envelope;
import static dev.backref.ingest.receive.Payloads.event;
import static dev.backref.ingest.receive.RunningReceiver.CLUSTER;
import static dev.backref.ingest.receive.RunningReceiver.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is kept of a delivery, and when its sender is told so. */
@Timeout(30)
class ReceiverTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @Test
    void answersOnlyWhenTheLogHasAcknowledged() throws Exception {
        HeldLog log = HeldLog.stuck();
        try (RunningReceiver receiver = RunningReceiver.on(log)) {
            CompletableFuture<HttpResponse<String>> answer = receiver.posting(distribution("push-referrer-by-digest"));
            await().atMost(SOON).until(() -> !log.appends().isEmpty());
            await().during(Duration.ofMillis(200)).until(() -> !answer.isDone());

            log.appends().get(0).acknowledged().complete(null);

            assertThat(answer.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void writesAPushAsLooksAtTheManifestAndTheTag() {
        HeldLog log = HeldLog.willing();
        try (RunningReceiver receiver = RunningReceiver.on(log)) {
            receiver.post(distribution("push-referrers-tag-index"));
        }

        Digest digest = Digest.parse("sha256:f05eb0cd3a8b4e8980d219fd6a6bd4ace62a77ec1dc9e3f4409781a79fdd94ac");
        String manifest = "local/library/test@" + digest;
        String tag = "local/library/test:sha256-146f6a11aaa2d9253e2162fc5758adcb1c97f95035249d8424c05668e721f5df";
        Cause cause = new Cause(Cause.Kind.PUSH, "11077ef3-6a8d-4d47-9371-6b3502538c0f");
        Optional<String> reported = Optional.of("2026-11-23T17:25:51.572064556Z");
        assertThat(log.records()).hasSize(2);
        assertIsEvent(
                log.records().get(0),
                RegistryEvent.reported(Source.parse(manifest), cause, NOW, reported, Optional.empty()));
        assertIsEvent(
                log.records().get(1),
                RegistryEvent.reported(Source.parse(tag), cause, NOW, reported, Optional.of(digest)));
    }

    @Test
    void takesPullsAndWritesNothing() {
        HeldLog log = HeldLog.willing();
        try (RunningReceiver receiver = RunningReceiver.on(log)) {
            assertThat(receiver.post(distribution("pull-head-by-tag")).statusCode())
                    .isEqualTo(202);

            assertThat(log.records()).isEmpty();
            assertThat(receiver.counted("backref.webhook.events", "registry", "local", "action", "pull"))
                    .isOne();
            assertThat(receiver.counted("backref.webhooks", "registry", "local", "outcome", "accepted"))
                    .isOne();
        }
    }

    @Test
    void keepsWhatItCannotReadByteForByteAndTakesIt() {
        byte[] body = {'{', 0, (byte) 0xff, (byte) 0xc3, '\r', '\n', '"'};
        HeldLog log = HeldLog.willing();
        try (RunningReceiver receiver = RunningReceiver.on(log)) {
            HttpResponse<String> answer = receiver.send(
                    receiver.hook("/hooks/local?access_token=q", body).header("X-Registry-Name", "réf"));

            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(receiver.counted("backref.dead.letters", "reason", "not-json"))
                    .isOne();
            assertThat(receiver.counted("backref.webhooks", "registry", "local", "outcome", "dead-letter"))
                    .isOne();
        }

        assertThat(log.records()).hasSize(2);
        ProducerRecord<String, byte[]> letter = log.records().get(0);
        assertThat(letter.topic()).isEqualTo("backref.dead-letters");
        assertThat(letter.key()).isEqualTo("local");
        assertThat(letter.value()).isEqualTo(body);
        assertThat(header(letter, "content-type")).isEqualTo("application/vnd.docker.distribution.events.v1+json");
        assertThat(header(letter, "dead-letter-reason")).isEqualTo("not-json");
        assertThat(header(letter, "dead-letter-origin")).isEqualTo("/hooks/local");
        assertThat(header(letter, "dead-letter-at")).isEqualTo(NOW.toString());
        assertThat(letter.headers()).extracting(Header::key).doesNotContain("authorization", "Authorization");
        ProducerRecord<String, byte[]> signal = log.records().get(1);
        assertThat(signal.topic()).isEqualTo("backref.location-signals");
        assertThat(LocationSignal.read(signal.value()))
                .isEqualTo(
                        new LocationSignal.EventsLost("local", "not-json", header(letter, "dead-letter-detail"), NOW));
    }

    @Test
    void keepsTheGoodEventsOfABodyAndTheWholeBodyOnceForTheBad() {
        String good = event("push", "'repository':'a','tag':'v1'");
        String bad = event("push", "'repository':'a','tag':'-'");
        byte[] body = envelope(bad, good, bad);
        HeldLog log = HeldLog.willing();
        try (RunningReceiver receiver = RunningReceiver.on(log)) {
            assertThat(receiver.post(body).statusCode()).isEqualTo(202);
        }

        assertThat(log.records())
                .extracting(ProducerRecord::topic)
                .containsExactly("backref.registry-events", "backref.dead-letters", "backref.location-signals");
        assertThat(log.records().get(1).value()).isEqualTo(body);
        assertThat(header(log.records().get(1), "dead-letter-detail"))
                .isEqualTo("events[0].target.tag: not a tag: \"-\"; events[2].target.tag: not a tag: \"-\"");
    }

    /** Nobody can ask for such a repository, so that all is announced of the others can still be said. */
    @Test
    void losesNothingOfARepositoryThatNoGrammarAllows() {
        String none = event("push", "'repository':'a/../b','tag':'v1'");
        HeldLog log = HeldLog.willing();
        try (RunningReceiver receiver = RunningReceiver.on(log)) {
            assertThat(receiver.post(envelope(none)).statusCode()).isEqualTo(202);
            assertThat(log.records()).extracting(ProducerRecord::topic).containsExactly("backref.dead-letters");
            String bad = event("push", "'repository':'a','tag':'-'");
            assertThat(receiver.post(envelope(none, bad)).statusCode()).isEqualTo(202);
        }
        assertThat(log.records()).extracting(ProducerRecord::topic).endsWith("backref.location-signals");
    }

    @Test
    void takesABodyOfEightMebibytes() {
        byte[] body = new byte[8 * 1024 * 1024];
        Arrays.fill(body, (byte) ' ');
        byte[] events = envelope(event("push", "'repository':'a','tag':'v1'"));
        System.arraycopy(events, 0, body, 0, events.length);
        HeldLog log = HeldLog.willing();
        try (RunningReceiver receiver = RunningReceiver.on(log)) {
            assertThat(receiver.post(body).statusCode()).isEqualTo(202);
            await().atMost(SOON).until(() -> receiver.waiting() == 0);
        }

        assertThat(log.records()).extracting(ProducerRecord::key).containsExactly("local/a:v1");
    }

    @Test
    void keepsTheOrderOfTheEventsOfALargeBody() {
        String[] events = new String[2_000];
        Arrays.setAll(events, i -> event("push", "'repository':'a','tag':'v" + i + "'"));
        HeldLog log = HeldLog.willing();
        try (RunningReceiver receiver = RunningReceiver.on(log)) {
            assertThat(receiver.post(envelope(events)).statusCode()).isEqualTo(202);
        }

        List<String> keys = Arrays.stream(events)
                .map(event -> event.replaceAll(".*'tag':'(v\\d+)'.*", "local/a:$1"))
                .toList();
        assertThat(log.records()).extracting(ProducerRecord::key).containsExactlyElementsOf(keys);
    }

    @Test
    void takesEveryCapturedDelivery() {
        HeldLog log = HeldLog.willing();
        try (RunningReceiver receiver = RunningReceiver.on(log)) {
            for (Captured captured : Captured.of("docker-registry-2.8.2")) {
                byte[] body = captured.delivery().body();
                assertThat(receiver.post(body).statusCode()).isEqualTo(202);
            }
            assertThat(receiver.counted("backref.webhook.events", "registry", "local", "action", "push"))
                    .isEqualTo(56);
            assertThat(receiver.counted("backref.webhook.events", "registry", "local", "action", "blob"))
                    .isEqualTo(33);
            await().atMost(SOON)
                    .until(() -> receiver.meters
                                    .get("backref.webhook.duration")
                                    .timer()
                                    .count()
                            == 101);
        }

        assertThat(log.records()).hasSize(93).extracting(ProducerRecord::topic).containsOnly("backref.registry-events");
    }

    private static void assertIsEvent(ProducerRecord<String, byte[]> record, RegistryEvent event) {
        String key = event.source().key();
        assertThat(record.topic()).isEqualTo("backref.registry-events");
        assertThat(record.partition()).isEqualTo(CLUSTER.partition(IngestTopics.REGISTRY_EVENTS, key));
        assertThat(record.key()).isEqualTo(key);
        assertThat(record.timestamp()).isNull();
        assertThat(Json.read(record.value(), RegistryEvent.class)).isEqualTo(event);
    }

    private static String header(ProducerRecord<String, byte[]> record, String name) {
        return StreamSupport.stream(record.headers().headers(name).spliterator(), false)
                .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                .findFirst()
                .orElse("");
    }
}
