package dev.backref.ingest.receive;

import static dev.backref.ingest.receive.Payloads.envelope;
import static dev.backref.ingest.receive.Payloads.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is still being written when its sender repeats it is not written again. */
@Timeout(30)
class LateDeliveriesTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration DEADLINE = Duration.ofMillis(300);
    private static final byte[] SMALL = body(1);
    private static final byte[] LARGE = body(2_000);
    private static final Instant T0 = Instant.parse("2026-11-24T10:00:00Z");
    private static final ParsedHook PARSED = ParsedHook.refused("not-json", "in these tests nobody reads it");
    private static final Future<ParsedHook> KEPT = Future.succeededFuture(PARSED);

    private final HeldLog log = HeldLog.stuck();
    private final LateDeliveries late = new LateDeliveries();

    @Test
    void aRepetitionWaitsForWhatIsUnderWay() throws Exception {
        try (RunningReceiver receiver = RunningReceiver.on(log, HookLimits.acknowledged(DEADLINE))) {
            for (byte[] body : new byte[][] {SMALL, LARGE}) {
                int before = log.appends().size();
                assertThat(receiver.post(body).statusCode()).isEqualTo(503);
                assertThat(receiver.post(body).statusCode()).isEqualTo(503);
                CompletableFuture<HttpResponse<String>> third = receiver.posting(body);
                await().atMost(SOON).until(() -> receiver.waiting() == 3);
                log.appends().get(before).acknowledged().complete(null);

                assertThat(third.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
                assertThat(log.appends()).hasSize(before + 1);
                await().atMost(SOON).until(() -> receiver.waiting() == 0);
            }
            assertThat(receiver.counted("backref.webhook.events", "registry", "local", "action", "push"))
                    .as("of each body once")
                    .isEqualTo(2_001);
        }
    }

    @Test
    void whatWasWrittenAfterTheDeadlineIsTakenWhenItIsRepeatedAndOnceOnly() {
        try (RunningReceiver receiver = RunningReceiver.on(log, HookLimits.acknowledged(DEADLINE))) {
            assertThat(receiver.post(LARGE).statusCode()).isEqualTo(503);
            log.appends().get(0).acknowledged().complete(null);
            assertThat(receiver.post(LARGE).statusCode()).isEqualTo(202);
            assertThat(log.appends()).hasSize(1);

            assertThat(receiver.post(LARGE).statusCode()).as("it may be new").isEqualTo(503);
            assertThat(log.appends()).hasSize(2);
        }
    }

    /** Another push of the same tag has the same body there, and the look of the first may be over. */
    @Test
    void whatWasWrittenIsWrittenAgainWhereTheSenderGivesNoIds() {
        byte[] body = new String(SMALL, StandardCharsets.UTF_8)
                .replaceAll("\"id\": ?\"id-1\", ?", "")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(body).hasSizeLessThan(SMALL.length);
        try (RunningReceiver receiver = RunningReceiver.on(log, HookLimits.acknowledged(DEADLINE))) {
            assertThat(receiver.post(body).statusCode()).isEqualTo(503);
            assertThat(receiver.post(body).statusCode()).as("still under way").isEqualTo(503);
            assertThat(log.appends()).hasSize(1);
            log.appends().get(0).acknowledged().complete(null);
            await().atMost(SOON).until(() -> receiver.waiting() == 0); // The event loop has heard of it.
            assertThat(receiver.post(body).statusCode()).isEqualTo(503);
            assertThat(log.appends()).hasSize(2);
        }
    }

    @Test
    void whatTheLogDidNotTakeIsWrittenAgain() {
        try (RunningReceiver receiver = RunningReceiver.on(log, HookLimits.acknowledged(DEADLINE))) {
            assertThat(receiver.post(SMALL).statusCode()).isEqualTo(503);
            log.appends().get(0).acknowledged().completeExceptionally(new IllegalStateException("no broker"));
            assertThat(receiver.post(SMALL).statusCode()).isEqualTo(503);
            assertThat(log.appends()).hasSize(2);
        }
    }

    @Test
    void anotherBodyOrAnotherRegistryIsNoRepetition() {
        try (RunningReceiver receiver = RunningReceiver.on(log, HookLimits.acknowledged(DEADLINE))) {
            receiver.post(SMALL);
            receiver.post(body(2));
            receiver.send(receiver.hook("/hooks/zot", SMALL));
            assertThat(log.appends()).hasSize(3);
        }
    }

    /** In the binary mode of CloudEvents type and id are headers. */
    @Test
    void theSameBodyOfAnotherEventIsNoRepetition() {
        byte[] body = "{\"name\":\"a\",\"reference\":\"v1\"}".getBytes(StandardCharsets.UTF_8);
        try (RunningReceiver receiver = RunningReceiver.on(log, HookLimits.acknowledged(DEADLINE))) {
            for (String type : List.of("updated", "deleted", "deleted")) {
                receiver.send(receiver.hook("/hooks/zot", body)
                        .header("Ce-Specversion", "1.0")
                        .header("Ce-Id", "id of " + type)
                        .header("Ce-Type", "zotregistry.image." + type));
            }
            assertThat(log.appends()).as("of the last two one").hasSize(2);
        }
    }

    @Test
    void forgetsAfterAMinute() {
        late.add(delivery("1", 10, T0), PARSED, KEPT);
        late.add(delivery("2", 10, T0), PARSED, KEPT);
        assertThat(late.take(delivery("1", 10, T0.plusSeconds(60)), PARSED)).contains(KEPT);
        assertThat(late.take(delivery("2", 10, T0.plusSeconds(61)), PARSED)).isEmpty();
        assertThat(late.isEmpty()).isTrue();
    }

    @Test
    void forgetsTheEldestOfTooMany() {
        IntStream.range(0, 300).forEach(each -> late.add(delivery("" + each, 10, T0), PARSED, KEPT));
        assertThat(late.take(delivery("43", 10, T0), PARSED)).isEmpty();
        assertThat(late.take(delivery("44", 10, T0), PARSED)).contains(KEPT);
        assertThat(late.take(delivery("299", 10, T0), PARSED)).contains(KEPT);
    }

    @Test
    void forgetsTheEldestOfTooLargeOnes() {
        int third = 6 * 1024 * 1024;
        late.add(delivery("1", third, T0), PARSED, KEPT);
        late.add(delivery("2", third, T0), PARSED, KEPT);
        late.add(delivery("3", third, T0), PARSED, KEPT);
        assertThat(late.take(delivery("1", third, T0), PARSED)).isEmpty();
        assertThat(late.take(delivery("2", third, T0), PARSED)).contains(KEPT);
        assertThat(late.take(delivery("3", third, T0), PARSED)).contains(KEPT);
    }

    private static Delivery delivery(String registry, int size, Instant at) {
        return new Delivery(registry, new RecordHeaders(), new byte[size], at);
    }

    private static byte[] body(int events) {
        return envelope(IntStream.range(0, events)
                .mapToObj(each -> event("push", "'repository':'a','tag':'v" + each + "'"))
                .toArray(String[]::new));
    }
}
