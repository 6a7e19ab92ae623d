package dev.backref.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.registry.RegistrySettings.Kind;
import dev.backref.ingest.registry.Secret;
import io.vertx.core.MultiMap;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/** What proves a sender, by the kind of its registry: the right secret, the one before it, and nothing else. */
class SecretGuardTest {
    private static final byte[] BODY = "{\"a\": 1}\n".getBytes(StandardCharsets.UTF_8);
    private static final String CURRENT = "current secret: &+=%";
    private static final String PREVIOUS = "the one before";
    private static final Secret SECRET = ((Secret) () -> CURRENT).replacing(() -> PREVIOUS);

    /** Each way in which a kind can prove itself: the name of a header, or {@code ?} for the query, and what stands there. */
    static Stream<Arguments> ways() {
        return Stream.of(
                Arguments.of(Kind.HARBOR, "Authorization", "secret"),
                Arguments.of(Kind.ECR, "Authorization", "Basic secret"),
                Arguments.of(Kind.GITLAB, "Authorization", "Bearer secret"),
                Arguments.of(Kind.ACR, "authorization", "secret"),
                Arguments.of(Kind.GHCR, "X-Hub-Signature-256", "sha256=HmacSHA256"),
                Arguments.of(Kind.GITEA, "X-Gitea-Signature", "HmacSHA256"),
                Arguments.of(Kind.GITEA, "X-Forgejo-Signature", "HmacSHA256"),
                Arguments.of(Kind.GITEA, "X-Hub-Signature-256", "sha256=HmacSHA256"),
                Arguments.of(Kind.GITEA, "Authorization", "secret"),
                Arguments.of(Kind.JFROG, "X-JFrog-Event-Auth", "secret"),
                Arguments.of(Kind.JFROG, "X-JFrog-Event-Auth", "HmacSHA256"),
                Arguments.of(Kind.NEXUS, "X-Nexus-Webhook-Signature", "HmacSHA1"),
                Arguments.of(Kind.CLOUDSMITH, "X-Cloudsmith-Signature", "HmacSHA1"),
                Arguments.of(Kind.QUAY, "?", "secret"),
                Arguments.of(Kind.DOCKERHUB, "?", "secret"),
                Arguments.of(Kind.ALIYUN, "?", "secret"),
                Arguments.of(Kind.GAR, "?", "secret"),
                Arguments.of(Kind.ACR_EVENTGRID, "?", "secret"),
                Arguments.of(Kind.CHAINGUARD, "?", "secret"));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void admitsWhoHasTheSecretOrTheOneBefore(Kind kind, String where, String how) {
        assertThat(admits(kind, where, proof(how, CURRENT, BODY), SECRET)).isTrue();
        assertThat(admits(kind, where, proof(how, PREVIOUS, BODY), SECRET)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void refusesAnyOther(Kind kind, String where, String how) {
        String right = proof(how, CURRENT, BODY);
        for (String wrong : List.of(
                "",
                proof(how, "wrong", BODY),
                proof(how, CURRENT + "x", BODY),
                right.substring(0, right.length() - 1),
                right.substring(0, right.length() / 2),
                right + "0",
                "sha256=",
                "sha1=" + right,
                "0".repeat(40),
                "0".repeat(64),
                "sha256=" + "g".repeat(64))) {
            assertThat(admits(kind, where, wrong, SECRET)).as(wrong).isFalse();
        }
        assertThat(admits(kind, "X-Other", right, SECRET)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void refusesThePreviousSecretOnceItIsNoLongerConfigured(Kind kind, String where, String how) {
        assertThat(admits(kind, where, proof(how, PREVIOUS, BODY), () -> CURRENT))
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void letsNobodyProveAnEmptySecret(Kind kind, String where, String how) {
        assertThat(admits(kind, where, proof(how, "", BODY), () -> "")).isFalse();
        assertThat(admits(kind, where, proof(how, " ", BODY), () -> " ")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "GHCR, X-Hub-Signature-256, sha256=HmacSHA256",
        "GITEA, X-Gitea-Signature, HmacSHA256",
        "NEXUS, X-Nexus-Webhook-Signature, HmacSHA1"
    })
    void signsEveryByteOfTheBody(Kind kind, String header, String how) {
        String other = proof(how, CURRENT, "{\"a\":1}".getBytes(StandardCharsets.UTF_8));

        assertThat(admits(kind, header, other, SECRET)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"QUAY", "DOCKERHUB", "ALIYUN", "GAR", "ACR_EVENTGRID", "CHAINGUARD"})
    void takesNoSecretFromTheQueryOfWhoCanSendAHeader(Kind kind) {
        assertThat(admits(kind, "?", proof("secret", CURRENT, BODY), SECRET)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"GHCR, Authorization, secret", "GHCR, X-Hub-Signature, sha1=HmacSHA1"})
    void takesNothingWeakerThanTheRegistryCanSend(Kind kind, String header, String how) {
        assertThat(admits(kind, header, proof(how, CURRENT, BODY), SECRET)).isFalse();
    }

    /** As the receiver asks: first the head, and the body only where the head promises something. */
    private static boolean admits(Kind kind, String where, String proof, Secret secret) {
        HookGuard guard = new SecretGuard(HookParser.of(kind).proofs(), secret);
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        String query = "";
        if (where.equals("?")) {
            query = "a=b&secret=" + URLEncoder.encode(proof, StandardCharsets.UTF_8) + "&c";
        } else {
            headers.add(where, proof);
        }
        HookProof.Head head = new HookProof.Head(headers, query);
        return guard.admits(head) || (guard.mayAdmit(head) && guard.admits(head, BODY));
    }

    static String proof(String how, String secret, byte[] body) {
        if (how.startsWith("Basic")) {
            return "Basic " + Base64.getEncoder().encodeToString(("any:" + secret).getBytes(StandardCharsets.UTF_8));
        }
        if (how.endsWith("secret")) {
            return how.replace("secret", secret);
        }
        int algorithm = how.indexOf("Hmac");
        return how.substring(0, algorithm) + hmac(how.substring(algorithm), secret, body);
    }

    private static String hmac(String algorithm, String secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            byte[] key = secret.isEmpty() ? new byte[1] : secret.getBytes(StandardCharsets.UTF_8);
            mac.init(new SecretKeySpec(key, algorithm));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
