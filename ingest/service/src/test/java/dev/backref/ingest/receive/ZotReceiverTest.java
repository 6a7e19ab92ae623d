package dev.backref.ingest.receive;

import static dev.backref.ingest.receive.RunningReceiver.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The deliveries of zot over HTTP, with their headers as they were sent. */
@Timeout(30)
class ZotReceiverTest {
    /** What the client writes itself. */
    private static final Set<String> OF_THE_CLIENT =
            Set.of("host", "content-length", "user-agent", "accept-encoding", "authorization");

    @Test
    void takesEveryCapturedDelivery() {
        HeldLog log = HeldLog.willing();
        try (RunningReceiver receiver = RunningReceiver.on(log)) {
            for (Captured captured : Captured.of("zot")) {
                assertThat(receiver.send(request(receiver, captured)).statusCode())
                        .isEqualTo(202);
            }
            assertThat(receiver.counted("backref.webhook.events", "registry", "zot", "action", "push"))
                    .isEqualTo(26);
            assertThat(receiver.counted("backref.webhook.events", "registry", "zot", "action", "repository"))
                    .isEqualTo(3);
        }
        // 13 of the pushes name a tag as well.
        assertThat(log.records())
                .hasSize(26 + 13)
                .extracting(ProducerRecord::topic)
                .containsOnly("backref.registry-events");
    }

    @Test
    void takesThePasswordOfASinkForItsSecret() {
        String basic = Base64.getEncoder().encodeToString(("jane.joe:" + SECRET).getBytes(StandardCharsets.UTF_8));
        HeldLog log = HeldLog.willing();
        try (RunningReceiver receiver = RunningReceiver.on(log)) {
            Captured push = Captured.of("zot").get(1);

            HttpRequest.Builder proved = request(receiver, push).setHeader("Authorization", "Basic " + basic);
            assertThat(receiver.send(proved).statusCode()).isEqualTo(202);
            HttpRequest.Builder unproved = request(receiver, push).setHeader("Authorization", "Basic eA==");
            assertThat(receiver.send(unproved).statusCode()).isEqualTo(401);
        }
        assertThat(log.appends()).hasSize(1);
    }

    @Test
    void keepsWhatItCannotReadByteForByteWithItsHeaders() {
        byte[] body = {0, (byte) 0xff, '{', '"'};
        HeldLog log = HeldLog.willing();
        try (RunningReceiver receiver = RunningReceiver.on(log)) {
            HttpRequest.Builder request = receiver.hook("/hooks/zot", body)
                    .setHeader("Content-Type", "application/json")
                    .header("Ce-Specversion", "1.0")
                    .header("Ce-Type", "zotregistry.image.updated");
            assertThat(receiver.send(request).statusCode()).isEqualTo(202);
            assertThat(receiver.counted("backref.dead.letters", "reason", "malformed-event"))
                    .isOne();
        }

        assertThat(log.records()).first().satisfies(record -> {
            assertThat(record.topic()).isEqualTo("backref.dead-letters");
            assertThat(record.value()).isEqualTo(body);
            assertThat(record.headers())
                    .extracting(Header::key)
                    .contains("ce-type", "content-type")
                    .doesNotContain("authorization");
        });
    }

    private static HttpRequest.Builder request(RunningReceiver receiver, Captured captured) {
        HttpRequest.Builder request = receiver.request("/hooks/zot")
                .header("Authorization", "Bearer " + SECRET)
                .POST(HttpRequest.BodyPublishers.ofByteArray(captured.delivery().body()));
        for (Header header : captured.delivery().headers()) {
            if (!OF_THE_CLIENT.contains(header.key())) {
                request.header(header.key(), new String(header.value(), StandardCharsets.ISO_8859_1));
            }
        }
        return request;
    }
}
