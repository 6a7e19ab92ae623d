package dev.backref.ingest.receive;

import static dev.backref.ingest.receive.RunningReceiver.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.IngestTopics;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the hooks of further kinds do over HTTP that those of Distribution do not. */
@Timeout(30)
class HookKindsReceiverTest {
    private static final byte[] PACKAGE = Payloads.resource("ghcr/package.published.octokit.json");
    private static final String CODE = "512d38b6-c7b8-40c8-89fe-f46f9e9622b6";

    @Test
    void takesWhatIsSignedAndNothingElse() {
        HeldLog log = HeldLog.willing();
        try (RunningReceiver receiver = RunningReceiver.on(log)) {
            assertThat(signed(receiver, PACKAGE, "sha256=" + hmac(PACKAGE)).statusCode())
                    .isEqualTo(202);
            HttpResponse<String> refused = signed(receiver, PACKAGE, "sha256=" + hmac(new byte[1]));

            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).contains("nothing in the request proves that its sender has this hook's secret");
            assertThat(receiver.waiting()).isZero();
            assertThat(signed(receiver, PACKAGE, "").statusCode()).isEqualTo(401);
        }
        assertThat(log.records())
                .extracting(ProducerRecord::key)
                .containsExactly("ghcr/codertocat/hello-world@sha256:"
                        + "3da1996a8115d7616457760d9920b815241d0a03b34cf5f04e9a0e9d8de37498");
    }

    @Test
    void checksTheSignatureOfALargeBody() {
        byte[] body = new byte[1024 * 1024];
        HeldLog log = HeldLog.willing();
        try (RunningReceiver receiver = RunningReceiver.on(log)) {
            assertThat(signed(receiver, body, "sha256=" + hmac(body)).statusCode())
                    .isEqualTo(202);
        }
        assertThat(log.records().get(0).value()).isEqualTo(body);
    }

    @Test
    void keepsNoSecretInADeadLetter() {
        HeldLog log = HeldLog.willing();
        try (RunningReceiver receiver = RunningReceiver.on(log)) {
            HttpRequest.Builder query = receiver.request("/hooks/hub?secret=" + SECRET)
                    .POST(HttpRequest.BodyPublishers.ofString("no JSON"));
            HttpRequest.Builder header = receiver.request("/hooks/jfrog")
                    .header("X-JFrog-Event-Auth", SECRET)
                    .POST(HttpRequest.BodyPublishers.ofString("no JSON"));

            assertThat(receiver.send(query).statusCode()).isEqualTo(202);
            assertThat(receiver.send(header).statusCode()).isEqualTo(202);
        }
        assertThat(log.records())
                .filteredOn(letter -> letter.topic().endsWith(IngestTopics.DEAD_LETTERS.name()))
                .hasSize(2);
        assertThat(log.records()).hasSize(4).allSatisfy(letter -> {
            assertThat(new String(letter.value(), StandardCharsets.UTF_8)).doesNotContain(SECRET);
            for (Header kept : letter.headers()) {
                assertThat(new String(kept.value(), StandardCharsets.UTF_8)).doesNotContain(SECRET);
            }
        });
    }

    @Test
    void answersTheHandshakesOfEventGridToWhoHasTheSecret() {
        String event = "[{\"eventType\":\"Microsoft.EventGrid.SubscriptionValidationEvent\",\"data\":"
                + "{\"validationCode\":\"" + CODE + "\"}}]";
        try (RunningReceiver receiver = RunningReceiver.on(HeldLog.willing())) {
            HttpResponse<String> validated = receiver.send(
                    receiver.request("/hooks/grid?secret=" + SECRET).POST(HttpRequest.BodyPublishers.ofString(event)));
            HttpResponse<String> allowed = receiver.send(options(receiver, "/hooks/grid?secret=" + SECRET));

            assertThat(validated.statusCode()).isEqualTo(200);
            assertThat(validated.headers().firstValue("Content-Type")).hasValue("application/json");
            assertThat(validated.body()).isEqualTo("{\"validationResponse\":\"" + CODE + "\"}");
            assertThat(allowed.statusCode()).isEqualTo(200);
            assertThat(allowed.headers().firstValue("WebHook-Allowed-Origin")).hasValue("eventgrid.azure.net");
            assertThat(allowed.headers().firstValue("WebHook-Allowed-Rate")).hasValue("*");
            assertThat(receiver.send(options(receiver, "/hooks/grid?secret=wrong"))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(receiver.send(options(receiver, "/hooks/local")).statusCode())
                    .isEqualTo(405);
        }
    }

    @Test
    void countsWhatIsDeliveredAgainAndStillLooks() {
        HeldLog log = HeldLog.willing();
        try (RunningReceiver receiver = RunningReceiver.on(log)) {
            byte[] push = Payloads.distribution("push-referrers-tag-index");
            receiver.post(push);
            assertThat(duplicates(receiver)).isZero();
            receiver.post(push);

            assertThat(duplicates(receiver)).isOne();
        }
        assertThat(log.records()).hasSize(4);
    }

    @Test
    void countsUnknownEventsByTheirNamesAndBoundsThese() {
        try (RunningReceiver receiver = RunningReceiver.on(HeldLog.willing())) {
            for (int i = 0; i < 30; i++) {
                String name = "n".repeat(100) + i;
                receiver.post(Payloads.envelope(Payloads.event(i < 2 ? "re\\tname" : i + name, "")));
            }

            assertThat(receiver.counted("backref.webhook.unknown", "registry", "local", "type", "re_name"))
                    .isEqualTo(2);
            assertThat(receiver.counted("backref.webhook.unknown", "registry", "local", "type", "other"))
                    .isEqualTo(9);
            assertThat(receiver.meters.find("backref.webhook.unknown").counters())
                    .hasSize(21)
                    .allSatisfy(counter ->
                            assertThat(counter.getId().getTag("type")).hasSizeLessThanOrEqualTo(64));
        }
    }

    private static double duplicates(RunningReceiver receiver) {
        return receiver.counted("backref.webhook.duplicates", "registry", "local");
    }

    private static HttpResponse<String> signed(RunningReceiver receiver, byte[] body, String signature) {
        return receiver.send(receiver.request("/hooks/ghcr")
                .header("X-Hub-Signature-256", signature)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private static HttpRequest.Builder options(RunningReceiver receiver, String path) {
        return receiver.request(path)
                .header("WebHook-Request-Origin", "eventgrid.azure.net")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody());
    }

    private static String hmac(byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
