package dev.backref.ingest.receive;

import static dev.backref.ingest.receive.LocalIssuer.claims;
import static dev.backref.ingest.receive.LocalIssuer.signed;
import static dev.backref.ingest.receive.RunningReceiver.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.backref.ingest.registry.NoKeys;
import dev.backref.ingest.registry.SenderTokens;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens let a sender in, and why others do not. */
class TokenGuardTest {
    private static final String ISSUER = "https://accounts.google.com";
    private static final JWKSet KEYS = new JWKSet(List.<JWK>of(LocalIssuer.OLD, LocalIssuer.NEW, LocalIssuer.CURVE));
    private static final JWKSet PUBLIC = KEYS.toPublicJWKSet();
    private static final SenderTokens SENDER =
            new SenderTokens(ISSUER, LocalIssuer.AUDIENCE, Map.of("email", LocalIssuer.EMAIL));
    private static final String RIGHT = signed(LocalIssuer.OLD, good().build());

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    static Stream<String> right() {
        return Stream.of(
                RIGHT,
                signed(LocalIssuer.NEW, good().build()),
                signed(LocalIssuer.CURVE, good().build()),
                signed(LocalIssuer.OLD, header(JWSAlgorithm.RS256).build(), good().build()),
                signed(LocalIssuer.OLD, typed("JWT"), good().build()),
                signed(LocalIssuer.OLD, typed("at+jwt"), good().build()),
                with(good().audience(List.of("another", LocalIssuer.AUDIENCE))),
                with(good().expirationTime(date(-59))),
                with(good().issueTime(date(60)).notBeforeTime(date(60))));
    }

    @ParameterizedTest
    @MethodSource("right")
    void admitsTheSender(String token) {
        TokenGuard guard = guard(SENDER);

        assertThat(guard.admits(head("Bearer " + token))).isTrue();
        assertThat(guard.admits(head("bEARER  " + token + " "))).isTrue();
    }

    static Stream<Arguments> wrong() throws JOSEException {
        return Stream.of(
                Arguments.of("issuer", with(good().issuer("https://accounts.google.com/"))),
                Arguments.of("issuer", with(good().issuer(null))),
                Arguments.of("audience", with(good().audience("https://backref.example.com/hooks"))),
                Arguments.of("audience", with(good().audience((String) null))),
                Arguments.of("identity", with(good().claim("email", "push@other.iam.gserviceaccount.com"))),
                Arguments.of("identity", with(good().claim("email", List.of(LocalIssuer.EMAIL)))),
                Arguments.of("identity", with(good().claim("email", null))),
                Arguments.of("identity", with(good().claim("email_verified", false))),
                Arguments.of("identity", with(good().claim("email_verified", "true"))),
                Arguments.of("identity", with(good().claim("email_verified", null))),
                Arguments.of("expired", with(good().expirationTime(date(-60)))),
                Arguments.of("expired", with(good().expirationTime(null))),
                Arguments.of("not-yet-valid", with(good().issueTime(date(61)))),
                Arguments.of("not-yet-valid", with(good().notBeforeTime(date(61)))),
                Arguments.of("type", signed(LocalIssuer.OLD, typed("logout+jwt"), good().build())),
                Arguments.of("algorithm", signedWithThePublicKeyAsSecret()),
                Arguments.of("algorithm", ofAlgorithm(JWSAlgorithm.RS512)),
                Arguments.of("malformed", new PlainJWT(good().build()).serialize()),
                Arguments.of("malformed", new PlainJWT(good().build()).serialize() + "AAAA"),
                Arguments.of("unknown-key", signed(LocalIssuer.UNKNOWN, good().build())),
                Arguments.of("signature", signed(LocalIssuer.FORGED, good().build())),
                Arguments.of("signature", ownKeyInTheHeader()),
                Arguments.of("signature", withTheClaimsOf(RIGHT, with(good().subject("another")))),
                Arguments.of("malformed", ""),
                Arguments.of("malformed", "hook-secret"),
                Arguments.of("malformed", ".."),
                Arguments.of("malformed", "A.B.C"),
                Arguments.of("malformed", "bnVsbA.e30.AA"), // Its header is JSON's null.
                Arguments.of("malformed", RIGHT.substring(0, RIGHT.lastIndexOf('.'))),
                Arguments.of("malformed", RIGHT + ".e30.e30"),
                Arguments.of("malformed", with(good().claim("more", "x".repeat(20_000)))),
                Arguments.of("malformed", "[".repeat(100_000)));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void refusesAnyOther(String reason, String token) {
        TokenGuard guard = guard(SENDER);
        HookProof.Head head = head("Bearer " + token);

        assertThat(guard.admits(head)).isFalse();
        assertThat(guard.mayAdmit(head)).isFalse();
        assertThat(guard.objection(head).orElseThrow().get()).isEqualTo(Refusal.UNTRUSTED);
        assertThat(refused(reason)).isOne();
    }

    /** Anybody can send tokens, and to judge one costs a signature. */
    @Test
    void judgesARefusedTokenOnce() {
        AtomicInteger judged = new AtomicInteger();
        Clock clock = Clock.tick(Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofSeconds(1));
        Clock counting = new Clock() {
            @Override
            public Instant instant() {
                judged.incrementAndGet();
                return clock.instant();
            }

            @Override
            public ZoneId getZone() {
                return clock.getZone();
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return clock.withZone(zone);
            }
        };
        HookMetrics metrics = new HookMetrics(meters, new WaitingRoom(1, 1));
        TokenGuard guard = TokenGuard.of("gar", SENDER, () -> Future.succeededFuture(PUBLIC), metrics, counting);
        guard.prepare();
        judged.set(0);

        Supplier<Refusal> objection = guard.objection(head("Bearer " + signed(LocalIssuer.FORGED, good().build())))
                .orElseThrow();
        int byThen = judged.get();
        assertThat(objection.get()).isEqualTo(Refusal.UNTRUSTED);

        assertThat(byThen).isPositive();
        assertThat(judged).hasValue(byThen);
    }

    @Test
    void refusesATokenThatWasCutAnywhere() {
        TokenGuard guard = guard(SENDER);
        for (int length = 0; length < RIGHT.length(); length++) {
            assertThat(guard.admits(head("Bearer " + RIGHT.substring(0, length))))
                    .as("%s characters", length)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Basic dXNlcjpwYXNz", "hook-secret"})
    void refusesWhoSendsNoToken(String header) {
        TokenGuard guard = guard(SENDER);

        assertThat(guard.admits(head(header))).isFalse();
        assertThat(guard.objection(head(header)).orElseThrow().get()).isEqualTo(Refusal.UNTRUSTED);
        assertThat(refused("missing")).isOne();
        assertThat(guard.admits(new HookProof.Head(MultiMap.caseInsensitiveMultiMap(), "access_token=" + RIGHT)))
                .isFalse();
    }

    /** Chainguard's has one audience for all, and says in the subject for whom a webhook is. */
    @Test
    void tellsSendersApartByAnyClaim() {
        SenderTokens sender = new SenderTokens(ISSUER, "customer", Map.of("sub", "webhook:0475f6ba"));
        JWTClaimsSet.Builder ours = good().audience("customer").claim("email_verified", null);

        assertThat(guard(sender).admits(head("Bearer " + with(ours.subject("webhook:0475f6ba")))))
                .isTrue();
        assertThat(guard(sender).admits(head("Bearer " + with(ours.subject("webhook:0475f6bb")))))
                .isFalse();
    }

    @Test
    void takesAnySenderOfTheIssuerWhereNoneIsNamed() {
        SenderTokens sender = new SenderTokens(ISSUER, LocalIssuer.AUDIENCE, Map.of());

        assertThat(guard(sender).admits(head("Bearer " + with(good().claim("email", null)))))
                .isTrue();
    }

    @Test
    void refusesAKeyThatTheIssuerHasTakenBack() {
        TokenGuard guard =
                guard(SENDER, () -> Future.succeededFuture(new JWKSet(List.<JWK>of(LocalIssuer.NEW)).toPublicJWKSet()));

        assertThat(guard.admits(head("Bearer " + RIGHT))).isFalse();
        assertThat(guard.admits(head("Bearer " + signed(LocalIssuer.NEW, good().build()))))
                .isTrue();
    }

    @Test
    void doesNotCallATokenWrongWhoseKeysWereNeverHad() {
        TokenGuard guard = guard(SENDER, () -> Future.failedFuture(new NoKeys("it is away")));

        assertThat(guard.admits(head("Bearer " + RIGHT))).isFalse();
        assertThat(guard.objection(head("Bearer " + RIGHT)).orElseThrow().get()).isEqualTo(Refusal.KEYS_UNKNOWN);
        assertThat(refused("keys-unknown")).isOne();
        assertThat(meters.counter("backref.webhook.keys", "registry", "gar", "outcome", "failed")
                        .count())
                .isOne();
        assertThat(guard.objection(head("Bearer " + with(good().audience("another"))))
                        .orElseThrow()
                        .get())
                .isEqualTo(Refusal.UNTRUSTED);
    }

    @Test
    void letsNobodyKeepItsHeader() {
        assertThat(guard(SENDER).hides("authorization")).isTrue();
        assertThat(guard(SENDER).hides("content-type")).isFalse();
    }

    private TokenGuard guard(SenderTokens sender) {
        return guard(sender, () -> Future.succeededFuture(PUBLIC));
    }

    private TokenGuard guard(SenderTokens sender, Supplier<Future<JWKSet>> issuer) {
        HookMetrics metrics = new HookMetrics(meters, new WaitingRoom(1, 1));
        TokenGuard guard = TokenGuard.of("gar", sender, issuer, metrics, Clock.fixed(NOW, ZoneOffset.UTC));
        guard.prepare();
        return guard;
    }

    private double refused(String reason) {
        return meters.counter("backref.webhook.tokens.refused", "registry", "gar", "reason", reason)
                .count();
    }

    private static HookProof.Head head(String authorization) {
        return new HookProof.Head(MultiMap.caseInsensitiveMultiMap().add("authorization", authorization), "");
    }

    private static JWTClaimsSet.Builder good() {
        return claims(ISSUER, NOW);
    }

    private static String with(JWTClaimsSet.Builder claims) {
        return signed(LocalIssuer.OLD, claims.build());
    }

    private static Date date(int seconds) {
        return Date.from(Instant.ofEpochSecond(NOW.getEpochSecond() + seconds));
    }

    private static JWSHeader.Builder header(JWSAlgorithm algorithm) {
        return new JWSHeader.Builder(algorithm);
    }

    private static JWSHeader typed(String type) {
        return header(JWSAlgorithm.RS256)
                .keyID("old")
                .type(new JOSEObjectType(type))
                .build();
    }

    private static String ofAlgorithm(JWSAlgorithm algorithm) {
        return signed(LocalIssuer.OLD, header(algorithm).keyID("old").build(), good().build());
    }

    /** By who hopes that whatever verifies with the public key is the issuer's (RFC 8725 §2.1). */
    private static String signedWithThePublicKeyAsSecret() throws JOSEException {
        SignedJWT token = new SignedJWT(header(JWSAlgorithm.HS256).keyID("old").build(), good().build());
        String key = LocalIssuer.OLD.toPublicJWK().toJSONString();
        token.sign(new MACSigner(key.getBytes(StandardCharsets.UTF_8)));
        return token.serialize();
    }

    /** By who brings his own key along. */
    private static String ownKeyInTheHeader() {
        JWK own = LocalIssuer.FORGED;
        return signed(
                own,
                header(JWSAlgorithm.RS256).keyID("old").jwk(own.toPublicJWK()).build(),
                good().build());
    }

    private static String withTheClaimsOf(String token, String other) {
        String[] parts = token.split("\\.", -1);
        return parts[0] + "." + other.split("\\.", -1)[1] + "." + parts[2];
    }
}
