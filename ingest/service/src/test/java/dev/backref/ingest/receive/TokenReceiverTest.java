package dev.backref.ingest.receive;

import static dev.backref.ingest.receive.LocalIssuer.NEW;
import static dev.backref.ingest.receive.LocalIssuer.OLD;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import dev.backref.ingest.registry.MovableClock;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hook whose sender proves itself with tokens, over HTTP and with an issuer that is asked over HTTP. */
@Timeout(60)
class TokenReceiverTest {
    private static final byte[] PUSH = Payloads.resource("gar/push-envelope.delete-tag.assembled.json");

    private final MovableClock clock = new MovableClock();
    private final LocalIssuer issuer = new LocalIssuer();
    private final HeldLog log = HeldLog.willing();

    @AfterEach
    void close() {
        issuer.close();
    }

    @Test
    void takesWhatTheSenderProvesAndNothingElse() {
        try (RunningReceiver receiver = receiver()) {
            assertThat(receiver.send(push(receiver, token(OLD))).statusCode()).isEqualTo(202);
            int taken = log.appends().size();
            HttpResponse<String> forged = receiver.send(push(receiver, token(LocalIssuer.FORGED)));

            assertThat(forged.statusCode()).isEqualTo(401);
            assertThat(forged.headers().allValues("WWW-Authenticate"))
                    .containsExactly("Bearer realm=\"backref hooks\"");
            assertThat(forged.body()).contains("does not hold a token of this hook's sender");
            assertThat(receiver.send(push(receiver, "")).statusCode()).isEqualTo(401);
            assertThat(receiver.send(push(receiver, RunningReceiver.SECRET)).statusCode())
                    .isEqualTo(401);
            assertThat(receiver.counted("backref.webhooks", "registry", "gar", "outcome", "unauthorized"))
                    .isEqualTo(3);
            assertThat(receiver.counted("backref.webhooks", "registry", "gar", "outcome", "accepted"))
                    .isOne();
            assertThat(log.appends()).hasSize(taken);
            assertThat(receiver.waiting()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GAR", "CHAINGUARD", "ACR_EVENTGRID", "DISTRIBUTION"})
    void provesTheSenderOfAnyKind(Kind kind) {
        issuer.give(OLD, NEW);
        String right = token(NEW);
        try (RunningReceiver receiver = receiver(kind)) {
            assertThat(receiver.send(push(receiver, right)).statusCode()).isEqualTo(202);
            assertThat(receiver.send(push(receiver, token(OLD))).statusCode()).isEqualTo(202);
            int taken = log.appends().size();
            for (String wrong : List.of(token(LocalIssuer.FORGED), "", right.substring(0, right.length() - 10))) {
                assertThat(receiver.send(push(receiver, wrong)).statusCode()).isEqualTo(401);
            }
            assertThat(receiver.send(receiver.request("/hooks/gar?secret=" + RunningReceiver.SECRET)
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(PUSH)))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(log.appends()).hasSize(taken);
        }
    }

    @Test
    void answersTheHandshakeOfWhoHasAToken() {
        try (RunningReceiver receiver = receiver(Kind.ACR_EVENTGRID)) {
            assertThat(receiver.send(asking(receiver, token(OLD))).headers().firstValue("WebHook-Allowed-Origin"))
                    .hasValue("eventgrid.azure.net");
            assertThat(receiver.send(asking(receiver, token(LocalIssuer.FORGED)))
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    private static HttpRequest.Builder asking(RunningReceiver receiver, String token) {
        return receiver.pushing(PUSH, token)
                .header("WebHook-Request-Origin", "eventgrid.azure.net")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody());
    }

    @Test
    void refusesAForgedTokenBeforeTheBodyIsSent() throws Exception {
        try (RunningReceiver receiver = receiver();
                RawConnection connection = receiver.connect()) {
            connection.send("POST /hooks/gar HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\nAuthorization: Bearer "
                    + token(LocalIssuer.UNKNOWN) + "\r\n\r\n");

            assertThat(connection.answer()).startsWith("HTTP/1.1 401 ");
        }
        assertThat(log.appends()).isEmpty();
    }

    @Test
    void asksForTheBodyOnlyOnceTheSenderIsKnown() throws Exception {
        try (RunningReceiver receiver = receiver();
                RawConnection connection = receiver.connect()) {
            connection.send("POST /hooks/gar HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: "
                    + PUSH.length + "\r\nAuthorization: Bearer " + token(OLD) + "\r\n\r\n");
            assertThat(connection.answer()).startsWith("HTTP/1.1 100 ");
            connection.send(PUSH);

            assertThat(connection.answer()).startsWith("HTTP/1.1 202 ");
        }
    }

    @Test
    void takesTokensOfTheOldKeyAndOfTheNewOneWhileKeysChange() {
        try (RunningReceiver receiver = receiver()) {
            assertThat(receiver.send(push(receiver, token(OLD))).statusCode()).isEqualTo(202);
            issuer.give(OLD, NEW);
            clock.advance(IssuerKeys.AFTER_SUCCESS);

            assertThat(receiver.send(push(receiver, token(NEW))).statusCode()).isEqualTo(202);
            assertThat(receiver.send(push(receiver, token(OLD))).statusCode()).isEqualTo(202);
            assertThat(issuer.asked).hasValue(2);
        }
    }

    @Test
    void asksTheIssuerOnceForManyForgedTokens() {
        try (RunningReceiver receiver = receiver()) {
            assertThat(receiver.send(push(receiver, token(OLD))).statusCode()).isEqualTo(202);
            clock.advance(IssuerKeys.AFTER_SUCCESS);
            String forged = token(LocalIssuer.UNKNOWN);
            for (int i = 0; i < 20; i++) {
                assertThat(receiver.send(push(receiver, forged)).statusCode()).isEqualTo(401);
            }
            assertThat(issuer.asked).hasValue(2);
        }
    }

    @Test
    void letsSeveralWaitForTheSameAnswer() {
        try (RunningReceiver receiver = receiver()) {
            assertThat(receiver.send(push(receiver, token(OLD))).statusCode()).isEqualTo(202);
            issuer.give(NEW);
            clock.advance(IssuerKeys.AFTER_SUCCESS);
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                answers.add(receiver.sending(push(receiver, token(NEW))));
            }

            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(202));
            assertThat(issuer.asked).hasValue(2);
            assertThat(receiver.waiting()).isZero();
        }
    }

    @Test
    void tellsTheSenderToComeBackUntilTheIssuerIsThere() {
        issuer.answerWith(500);
        try (RunningReceiver receiver = receiver()) {
            HttpResponse<String> refused = receiver.send(push(receiver, token(OLD)));
            issuer.answerWith(200);
            HttpResponse<String> tooSoon = receiver.send(push(receiver, token(OLD)));
            clock.advance(IssuerKeys.AFTER_FAILURE);

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("10");
            assertThat(refused.body()).contains("\"code\":\"unavailable\"");
            assertThat(tooSoon.statusCode()).isEqualTo(503);
            assertThat(receiver.send(push(receiver, token(OLD))).statusCode()).isEqualTo(202);
            assertThat(issuer.asked).hasValue(2);
        }
    }

    @Test
    void goesOnWithTheKeysThatItHasWhileTheIssuerIsAway() {
        try (RunningReceiver receiver = receiver()) {
            assertThat(receiver.send(push(receiver, token(OLD))).statusCode()).isEqualTo(202);
            issuer.answerWith(500);
            clock.advance(IssuerKeys.FRESH);

            assertThat(receiver.send(push(receiver, token(OLD))).statusCode()).isEqualTo(202);
            clock.advance(IssuerKeys.AFTER_FAILURE);
            assertThat(receiver.send(push(receiver, token(NEW))).statusCode()).isEqualTo(503);
            assertThat(receiver.send(push(receiver, token(OLD))).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void refusesATokenThatIsLongerThanAnyHeaderMayBe() {
        try (RunningReceiver receiver = receiver()) {
            assertThat(receiver.send(push(receiver, "A".repeat(10_000))).statusCode())
                    .isEqualTo(431);
            assertThat(receiver.send(push(receiver, token(OLD))).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void keepsNoTokenInADeadLetter() {
        String token = token(OLD);
        try (RunningReceiver receiver = receiver()) {
            HttpRequest.Builder unreadable = receiver.request("/hooks/gar")
                    .header("Authorization", "Bearer " + token)
                    .POST(HttpRequest.BodyPublishers.ofString("no JSON"));

            assertThat(receiver.send(unreadable).statusCode()).isEqualTo(202);
        }
        assertThat(log.records()).isNotEmpty().allSatisfy(letter -> {
            for (Header kept : letter.headers()) {
                assertThat(new String(kept.value(), StandardCharsets.UTF_8)).doesNotContain(token);
            }
        });
    }

    private RunningReceiver receiver() {
        return receiver(Kind.GAR);
    }

    private RunningReceiver receiver(Kind kind) {
        return RunningReceiver.on(log, RunningReceiver.CLUSTER, List.of(issuer.registry(kind)), clock);
    }

    private String token(JWK key) {
        return issuer.token(key, clock.instant());
    }

    private static HttpRequest.Builder push(RunningReceiver receiver, String token) {
        return receiver.pushing(PUSH, token);
    }
}
