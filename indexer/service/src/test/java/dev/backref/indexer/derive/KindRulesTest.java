package dev.backref.indexer.derive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Kind;
import dev.backref.ingest.contract.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KindRulesTest {
    private static final KindRules RULES = KindRules.builtIn();
    private static final Digest LAYER = Digest.sha256(new byte[0]);

    @Test
    void readsKindsFromTheArtifactTypeAndTheConfig() {
        assertThat(kinds("application/vnd.cyclonedx+json")).containsExactly(Kind.SBOM);
        assertThat(RULES.kinds(manifest(Optional.empty(), Optional.of("application/sarif+json"), Map.of()), List.of()))
                .containsExactly(Kind.VULNERABILITY_SCAN);
    }

    @Test
    void readsTypesByTheirBeginnings() {
        assertThat(kinds("application/spdx+json;version=2.3")).containsExactly(Kind.SBOM);
        assertThat(kinds("application/vnd.dev.sigstore.bundle+json;version=0.2"))
                .containsExactly(Kind.ATTESTATION);
        assertThat(kinds("application/spd")).containsExactly(Kind.UNKNOWN);
        assertThat(kinds("")).containsExactly(Kind.UNKNOWN);
    }

    @Test
    void prefersThePredicateToTheEnvelope() {
        assertThat(ofPredicate("https://slsa.dev/provenance/v1")).containsExactly(Kind.PROVENANCE);
        assertThat(ofPredicate("https://slsa.dev/verification_summary/v1")).containsExactly(Kind.POLICY_VERDICT);
        assertThat(ofPredicate("https://sigstore.dev/cosign/sign/v1")).containsExactly(Kind.SIGNATURE);
        assertThat(ofPredicate("https://example.org/custom/v1")).containsExactly(Kind.ATTESTATION);
    }

    @Test
    void takesAllThatTheLayersAre() {
        ParsedManifest manifest = new ParsedManifest(
                "a/b",
                Optional.of("application/vnd.example"),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                List.of(
                        new ParsedManifest.Layer("application/spdx+json", LAYER, Map.of()),
                        new ParsedManifest.Layer(
                                "application/vnd.dsse.envelope.v1+json",
                                LAYER,
                                Map.of("predicateType", "https://openvex.dev/ns/v0.2.0")),
                        new ParsedManifest.Layer("a/b", LAYER, Map.of())),
                IndexEntries.NONE);

        assertThat(RULES.kinds(manifest, RULES.evidence(manifest))).containsExactlyInAnyOrder(Kind.SBOM, Kind.VEX);
        assertThat(RULES.evidence(manifest))
                .extracting(layer -> List.copyOf(layer.kinds()))
                .containsExactly(List.of(Kind.SBOM), List.of(Kind.VEX), List.of(Kind.UNKNOWN));
    }

    @Test
    void passesOverAPredicateTypeThatIsNoType() {
        assertThat(ofPredicate("https://slsa.dev/provenance/" + "v".repeat(2_000)))
                .containsExactly(Kind.ATTESTATION);
    }

    private static Set<Kind> kinds(String artifactType) {
        return RULES.kinds(manifest(Optional.of(artifactType), Optional.empty(), Map.of()), List.of());
    }

    private static Set<Kind> ofPredicate(String type) {
        return RULES.kinds(
                manifest(
                        Optional.of("application/vnd.dev.sigstore.bundle.v0.3+json"),
                        Optional.empty(),
                        Map.of("dev.sigstore.bundle.predicateType", type)),
                List.of());
    }

    private static ParsedManifest manifest(
            Optional<String> artifactType, Optional<String> configType, Map<String, String> annotations) {
        return new ParsedManifest(
                "a/b", artifactType, configType, Optional.empty(), annotations, List.of(), IndexEntries.NONE);
    }
}
