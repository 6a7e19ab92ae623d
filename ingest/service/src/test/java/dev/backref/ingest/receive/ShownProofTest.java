package dev.backref.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.registry.RegistrySettings.Kind;
import dev.backref.ingest.registry.RepositoryRule;
import dev.backref.ingest.registry.Secret;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ShownProofTest {
    private static final byte[] BODY = "{\"a\": 1}\n".getBytes(StandardCharsets.UTF_8);
    private static final Secret SECRET = () -> "a secret: &+=%é";

    @ParameterizedTest
    @EnumSource(Kind.class)
    void isTakenInEachWayThatAKindHas(Kind kind) {
        List<HookProof> proofs = HookParser.of(kind).proofs();
        for (HookProof proof : proofs) {
            for (String way : proof.ways()) {
                ShownProof shown = proof.shown(way, SECRET, BODY);
                assertThat(admits(proofs, shown, SECRET)).as(way).isTrue();
                assertThat(admits(proofs, shown, () -> "another")).as(way).isFalse();
                assertThat(shown.toString()).isEqualTo(way);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DISTRIBUTION, bearer",
        "ZOT, bearer",
        "ECR, basic",
        "GHCR, x-hub-signature-256",
        "QUAY, query",
        "DOCKERHUB, query",
        "NEXUS, x-nexus-webhook-signature",
        "CLOUDSMITH, x-cloudsmith-signature",
        "JFROG, x-jfrog-event-auth",
        "GITEA, x-hub-signature-256"
    })
    void isShownByDefaultAsTheRegistryDoesOnceItIsSetUp(Kind kind, String way) {
        ConfiguredHook hook = hook(kind);
        assertThat(hook.ways().get(0)).isEqualTo(way);
        assertThat(hook.ways()).doesNotHaveDuplicates();
        assertThat(hook.shown(way, BODY).way()).isEqualTo(way);
    }

    @Test
    void takesThePlaceOfAnyProofOfTheKind() {
        ConfiguredHook gitea = hook(Kind.GITEA);
        assertThat(List.of("authorization", "X-Gitea-Signature", "x-forgejo-signature", "X-Hub-Signature-256"))
                .allMatch(gitea::canProve);
        assertThat(gitea.canProve("X-Gitea-Event")).isFalse();
    }

    @Test
    void isWrittenAsTheVendorsDo() {
        assertThat(SignatureProof.GITHUB
                        .shown("x-hub-signature-256", SECRET, BODY)
                        .headers())
                .isEqualTo(Map.of(
                        "X-Hub-Signature-256", SecretGuardTest.proof("sha256=HmacSHA256", SECRET.reveal(), BODY)));
        assertThat(QueryProof.SECRET.shown("query", SECRET, BODY).query())
                .isEqualTo("secret=a+secret%3A+%26%2B%3D%25%C3%A9");
        assertThat(HeaderProof.AUTHORIZATION.shown("bare", () -> "s", BODY).headers())
                .isEqualTo(Map.of("Authorization", "s"));
    }

    private static boolean admits(List<HookProof> proofs, ShownProof shown, Secret secret) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(shown.headers());
        HookProof.Head head = new HookProof.Head(headers, shown.query());
        SecretGuard guard = new SecretGuard(proofs, secret);
        return guard.admits(head) || (guard.mayAdmit(head) && guard.admits(head, BODY));
    }

    private static ConfiguredHook hook(Kind kind) {
        var registry = ConfiguredHookTest.registry("local", kind, RepositoryRule.ALL);
        return ConfiguredHook.of(registry, List.of(registry)).orElseThrow();
    }
}
