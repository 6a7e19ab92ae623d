package dev.backref.ingest.receive;

import static dev.backref.ingest.receive.Payloads.distribution;
import static dev.backref.ingest.receive.RunningReceiver.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not taken, and what that costs. */
@Timeout(30)
class RefusalsTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final byte[] PUSH = distribution("push-referrer-by-digest");
    private static final int MIB = 1024 * 1024;

    @Test
    void refusesAnUnprovenSenderBeforeItsBodyIsSent() throws Exception {
        HeldLog log = HeldLog.willing();
        try (RunningReceiver receiver = RunningReceiver.on(log);
                RawConnection connection = receiver.connect()) {
            connection.send(head("POST", "/hooks/local", "Authorization: Bearer wrong", "Content-Length: 1000"));

            assertThat(connection.answer())
                    .startsWith("HTTP/1.1 401 ")
                    .contains("WWW-Authenticate: Bearer realm=", "WWW-Authenticate: Basic realm=")
                    .contains("application/json")
                    .endsWith("{\"error\":{\"code\":\"unauthorized\",\"message\":"
                            + "\"the Authorization header does not hold this hook's secret\"}}");
            assertThat(log.appends()).isEmpty();
            assertThat(receiver.counted("backref.webhooks", "registry", "local", "outcome", "unauthorized"))
                    .isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"?access_token=" + SECRET, "?access=" + SECRET, "?" + SECRET, ""})
    void takesNoSecretFromTheQuery(String query) {
        HeldLog log = HeldLog.willing();
        try (RunningReceiver receiver = RunningReceiver.on(log)) {
            HttpRequest.Builder request =
                    receiver.request("/hooks/local" + query).POST(HttpRequest.BodyPublishers.ofByteArray(PUSH));

            assertThat(receiver.send(request).statusCode()).isEqualTo(401);
            assertThat(log.appends()).isEmpty();
        }
    }

    @Test
    void takesTheSecretBareAndAsAPassword() {
        String basic = Base64.getEncoder().encodeToString(("registry:" + SECRET).getBytes(StandardCharsets.UTF_8));
        HeldLog log = HeldLog.willing();
        try (RunningReceiver receiver = RunningReceiver.on(log)) {
            for (String header : new String[] {SECRET, "Basic " + basic}) {
                HttpRequest.Builder request =
                        receiver.hook("/hooks/local", PUSH).setHeader("Authorization", header);
                assertThat(receiver.send(request).statusCode()).isEqualTo(202);
            }
        }
        assertThat(log.records()).hasSize(2);
    }

    @Test
    void doesNotTellAnUnknownRegistryFromOneWithoutAHook() {
        HeldLog log = HeldLog.willing();
        try (RunningReceiver receiver = RunningReceiver.on(log)) {
            HttpResponse<String> unknown = receiver.send(receiver.hook("/hooks/nobody", PUSH));
            HttpResponse<String> closed = receiver.send(receiver.hook("/hooks/closed", PUSH));

            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(closed.statusCode()).isEqualTo(404);
            assertThat(closed.body()).isEqualTo(unknown.body()).contains("\"code\":\"unknown-registry\"");
            assertThat(log.appends()).isEmpty();
            assertThat(receiver.counted("backref.webhooks", "registry", "unknown", "outcome", "unknown-registry"))
                    .isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS"})
    void takesNoOtherMethod(String method) {
        try (RunningReceiver receiver = RunningReceiver.on(HeldLog.willing())) {
            HttpResponse<String> answer =
                    receiver.send(receiver.request("/hooks/local").method(method, HttpRequest.BodyPublishers.noBody()));

            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
        }
    }

    @Test
    void refusesABodyThatSaysItIsTooLargeBeforeItIsSent() throws Exception {
        HeldLog log = HeldLog.willing();
        try (RunningReceiver receiver = RunningReceiver.on(log);
                RawConnection connection = receiver.connect()) {
            connection.send(head("POST", "/hooks/local", proof(), "Content-Length: " + (8 * MIB + 1)));

            assertThat(connection.answer()).startsWith("HTTP/1.1 413 ").contains("\"code\":\"too-large\"");
            assertThat(log.appends()).isEmpty();
        }
    }

    @Test
    void refusesAChunkedBodyAtTheByteThatIsTooMuch() throws Exception {
        HeldLog log = HeldLog.willing();
        try (RunningReceiver receiver = RunningReceiver.on(log);
                RawConnection connection = receiver.connect()) {
            connection.send(head("POST", "/hooks/local", proof(), "Transfer-Encoding: chunked"));
            for (int i = 0; i < 8; i++) {
                connection.chunk(new byte[MIB]);
            }
            connection.chunk(new byte[1]);

            assertThat(connection.answer()).startsWith("HTTP/1.1 413 ");
            assertThat(receiver.waiting()).isZero();
            assertThat(log.appends()).isEmpty();
            assertThat(receiver.counted("backref.webhooks", "registry", "local", "outcome", "too-large"))
                    .isOne();
        }
    }

    @Test
    void leavesTheConnectionUsableWhenTheRestOfARefusedBodyHasPassed() throws Exception {
        try (RunningReceiver receiver = RunningReceiver.on(HeldLog.willing());
                RawConnection connection = receiver.connect()) {
            connection.send(head("POST", "/hooks/local", "Authorization: no", "Content-Length: " + PUSH.length));
            assertThat(connection.answer()).startsWith("HTTP/1.1 401 ");
            connection.send(PUSH);

            connection.send(head("POST", "/hooks/local", proof(), "Content-Length: " + PUSH.length));
            connection.send(PUSH);

            assertThat(connection.answer()).startsWith("HTTP/1.1 202 ");
        }
    }

    @Test
    void asksForABodyThatWaitsToBeAskedFor() throws Exception {
        try (RunningReceiver receiver = RunningReceiver.on(HeldLog.willing());
                RawConnection connection = receiver.connect()) {
            connection.send(
                    head("POST", "/hooks/local", proof(), "Expect: 100-continue", "Content-Length: " + PUSH.length));
            assertThat(connection.answer()).startsWith("HTTP/1.1 100 ");

            connection.send(PUSH);

            assertThat(connection.answer()).startsWith("HTTP/1.1 202 ");
        }
    }

    @Test
    void tellsTheSenderToRepeatWhenTheLogDoesNotAcknowledgeInTime() {
        HeldLog log = HeldLog.stuck();
        try (RunningReceiver receiver = RunningReceiver.on(log, limits(Duration.ofMillis(100), 256, 64L * MIB))) {
            HttpResponse<String> answer = receiver.post(PUSH);

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(answer.body()).contains("\"code\":\"unavailable\"");
            assertThat(receiver.counted("backref.webhooks", "registry", "local", "outcome", "unavailable"))
                    .isOne();
            assertThat(receiver.counted("backref.webhook.events", "registry", "local", "action", "push"))
                    .isZero();
        }
    }

    @Test
    void tellsTheSenderToRepeatWhenTheLogFails() throws Exception {
        HeldLog log = HeldLog.stuck();
        try (RunningReceiver receiver = RunningReceiver.on(log)) {
            CompletableFuture<HttpResponse<String>> answer = receiver.posting(PUSH);
            await().atMost(SOON).until(() -> !log.appends().isEmpty());

            log.appends().get(0).acknowledged().completeExceptionally(new IllegalStateException("no broker"));

            assertThat(answer.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
            await().atMost(SOON).until(() -> receiver.waiting() == 0);
        }
    }

    @Test
    void refusesAtOnceWhenTooManyWaitAlthoughTheirSendersHaveGivenUp() {
        HeldLog log = HeldLog.stuck();
        try (RunningReceiver receiver = RunningReceiver.on(log, limits(Duration.ofMillis(50), 1, 64L * MIB))) {
            receiver.post(PUSH);
            assertThat(receiver.post(Payloads.push(1)).statusCode()).isEqualTo(503);
            assertThat(log.appends()).hasSize(1);

            log.appends().get(0).acknowledged().complete(null);
            await().atMost(SOON).until(() -> receiver.waiting() == 0);
            receiver.post(Payloads.push(1));

            assertThat(log.appends()).hasSize(2);
        }
    }

    @Test
    void boundsTheBytesThatWait() {
        HeldLog log = HeldLog.willing();
        try (RunningReceiver receiver = RunningReceiver.on(log, limits(Duration.ofSeconds(5), 256, 100))) {
            assertThat(receiver.post(PUSH).statusCode()).isEqualTo(503);

            assertThat(log.appends()).isEmpty();
            assertThat(receiver.waiting()).isZero();
        }
    }

    @Test
    void leavesRoomForOthersWhenStrangersFillTheHooksOfThoseThatSignTheirBodies() throws Exception {
        HookLimits limits = limits(Duration.ofSeconds(5), 8, 64L * MIB);
        String unsigned =
                head("POST", "/hooks/ghcr", "X-Hub-Signature-256: sha256=" + "0".repeat(64), "Content-Length: 1000");
        try (RunningReceiver receiver = RunningReceiver.on(HeldLog.willing(), limits);
                RawConnection first = receiver.connect();
                RawConnection second = receiver.connect();
                RawConnection third = receiver.connect()) {
            first.send(unsigned);
            second.send(unsigned);
            await().atMost(SOON).until(() -> receiver.waiting() == 2);

            third.send(unsigned);
            assertThat(third.answer()).startsWith("HTTP/1.1 503 ");
            assertThat(receiver.post(PUSH).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void leavesRoomForOthersWhenOneRegistryFillsItsOwn() {
        HeldLog log = HeldLog.stuck();
        HookLimits limits = limits(Duration.ofMillis(50), 4, 64L * MIB);
        try (RunningReceiver receiver = RunningReceiver.on(log, limits)) {
            for (int each = 0; each < 3; each++) {
                assertThat(receiver.post(Payloads.push(each)).statusCode()).isEqualTo(503);
            }
            assertThat(log.appends()).hasSize(2);

            receiver.send(receiver.hook("/hooks/zot", PUSH));
            assertThat(log.appends()).hasSize(3);
        }
    }

    @Test
    void doesNotWaitForEverForABody() throws Exception {
        HookLimits limits = new HookLimits(Duration.ofSeconds(5), 8 * MIB, Duration.ofMillis(100), 256, 64L * MIB);
        try (RunningReceiver receiver = RunningReceiver.on(HeldLog.willing(), limits);
                RawConnection connection = receiver.connect()) {
            connection.send(head("POST", "/hooks/local", proof(), "Content-Length: 1000"));

            assertThat(connection.answer()).startsWith("HTTP/1.1 408 ").contains("\"code\":\"incomplete\"");
            assertThat(receiver.waiting()).isZero();
        }
    }

    @Test
    void forgetsASenderThatGoesAway() throws Exception {
        HeldLog log = HeldLog.willing();
        try (RunningReceiver receiver = RunningReceiver.on(log)) {
            try (RawConnection connection = receiver.connect()) {
                connection.send(head("POST", "/hooks/local", proof(), "Content-Length: 1000"));
                connection.send("{");
                await().atMost(SOON).until(() -> receiver.waiting() == 1);
            }

            await().atMost(SOON).until(() -> receiver.waiting() == 0);
            assertThat(log.appends()).isEmpty();
        }
    }

    @Test
    void tellsTheSenderToRepeatWhenTheSecretCannotBeRead() {
        try (RunningReceiver receiver = RunningReceiver.on(HeldLog.willing())) {
            HttpResponse<String> answer = receiver.send(receiver.hook("/hooks/broken", PUSH));

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).doesNotContain("file");
        }
    }

    private static HookLimits limits(Duration deadline, int waiting, long bytes) {
        return new HookLimits(deadline, 8 * MIB, Duration.ofSeconds(5), waiting, bytes);
    }

    private static String proof() {
        return "Authorization: Bearer " + SECRET;
    }

    private static String head(String method, String path, String... headers) {
        return method + " " + path + " HTTP/1.1\r\nHost: hooks\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    }
}
