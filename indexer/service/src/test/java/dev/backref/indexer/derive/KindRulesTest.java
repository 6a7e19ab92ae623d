package dev.backref.indexer.derive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.KindTable;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KindRulesTest {
    private static final KindRules RULES = KindRules.of(Observation.RULES);
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
                List.of(),
                IndexEntries.NONE);

        assertThat(RULES.kinds(manifest, RULES.evidence(manifest, List.of())))
                .containsExactlyInAnyOrder(Kind.SBOM, Kind.VEX);
        assertThat(RULES.evidence(manifest, List.of()))
                .extracting(layer -> List.copyOf(layer.kinds()))
                .containsExactly(List.of(Kind.SBOM), List.of(Kind.VEX), List.of(Kind.UNKNOWN));
    }

    @ParameterizedTest
    @CsvSource({
        "application/vnd.cncf.model.manifest.v1+json, unknown",
        "application/vnd.kitops.modelkit.manifest.v1+json, unknown",
        "application/vnd.cncf.model.doc.v1.raw, documentation",
        "application/vnd.cnai.model.doc.v1.tar+zstd, documentation",
        "application/vnd.kitops.modelkit.docs.v1.tar+gzip, documentation",
        "application/vnd.cncf.model.weight.v1.raw, unknown",
        "application/vnd.nvidia.model-card+json, model-card",
        "application/x.modelcard.v1+json, model-card",
        "application/vnd.example.model-evaluation.v1+json, evaluation",
        "application/vnd.example.red-team.report+json, red-team",
        "application/vnd.example.ai-bom+json, sbom",
        "application/vnd.example.mlbom.v1, sbom",
        "application/vnd.example.tool-manifest.v1+json, documentation",
        "application/vnd.example.mcp-manifest.v1+json, documentation",
        "application/vnd.goharbor.harbor.sbom.v1, sbom",
        "application/vnd.aquasecurity.trivy.report.sarif.v1, vulnerability-scan",
        "application/vnd.aquasecurity.trivy.report+json, vulnerability-scan",
        "application/vnd.trivy.report+json, vulnerability-scan",
        "application/vnd.redhat.clair-report+json, vulnerability-scan",
        "application/vex+json, vex",
        "application/vnd.openvex.vex+json, vex",
        "application/vnd.cyclonedx.vex+json, vex",
        "application/vnd.in-toto.test-result+dsse, test-result",
        "application/vnd.in-toto.scai+dsse, attestation",
        "application/x.sbom, unknown",
        "application/cose, signature"
    })
    void knowsTheTypesOfTheField(String type, String kind) {
        assertThat(kinds(type)).containsExactly(Kind.parse(kind));
    }

    @ParameterizedTest
    @CsvSource({
        "https://in-toto.io/Provenance/v0.1, provenance",
        "https://in-toto.io/Link/v1, provenance",
        "https://in-toto.io/attestation/svr/v0.1, policy-verdict",
        "https://spdx.dev/Document/v2.3, sbom",
        "https://cyclonedx.org/bom/v1.4, sbom",
        "https://cosign.sigstore.dev/attestation/vuln/v1, vulnerability-scan",
        "cosign.sigstore.dev/attestation/vuln/v1, vulnerability-scan",
        "https://scout.docker.com/sbom/v0.1, sbom",
        "https://scout.docker.com/vulnerabilities/v0.1, vulnerability-scan",
        "https://scout.docker.com/provenance/v0.1, provenance",
        "https://syft.dev/bom, sbom",
        "https://cosign.sigstore.dev/attestation/v1, attestation",
        "https://in-toto.io/attestation/release/v0.1, attestation",
        "https://in-toto.io/attestation/test-result/v0.1, test-result",
        "https://in-toto.io/attestation/human-review/v0.1, review",
        "https://example.org/approval/v1, approval",
        "https://model_signing/signature/v1.0, signature",
        "https://example.org/model-card/v1, model-card",
        "https://example.org/evaluation/v1, evaluation",
        "https://example.org/red-team/v1, red-team",
        "https://example.org/ai-bom/v1, sbom",
        "https://example.org/tool-manifest/v1, documentation"
    })
    void knowsThePredicatesOfTheField(String type, String kind) {
        assertThat(ofPredicate(type)).containsExactly(Kind.parse(kind));
    }

    @Test
    void readsKindsFromAnnotations() {
        assertThat(RULES.kinds(
                        manifest(
                                Optional.of("application/vnd.dev.sigstore.bundle.v0.3+json"),
                                Optional.empty(),
                                Map.of("dev.sigstore.bundle.content", "message-signature")),
                        List.of()))
                .containsExactly(Kind.SIGNATURE);
    }

    @Test
    void takesTheLongestPatternThatFits() {
        Patterns patterns = new Patterns(
                Map.of(
                        "a*", Set.of(Kind.SBOM),
                        "a*c", Set.of(Kind.VEX),
                        "*b*c*d*", Set.of(Kind.REVIEW),
                        "abc", Set.of(Kind.SIGNATURE)),
                Patterns.NONE);

        assertThat(patterns.find("abc").orElseThrow().pattern()).isEqualTo("abc");
        assertThat(patterns.find("abbc").orElseThrow().pattern()).isEqualTo("a*c");
        assertThat(patterns.find("ac").orElseThrow().pattern()).isEqualTo("a*c");
        assertThat(patterns.find("a").orElseThrow().pattern()).isEqualTo("a*");
        assertThat(patterns.find("xbxcxdx").orElseThrow().pattern()).isEqualTo("*b*c*d*");
        assertThat(patterns.find("bcd").orElseThrow().pattern()).isEqualTo("*b*c*d*");
        assertThat(patterns.find("bdc")).isEmpty();
        assertThat(new Patterns(Map.of("ab*ba", Set.of(Kind.VEX)), Patterns.NONE).find("aba"))
                .isEmpty();
    }

    @Test
    void takesAnOperatorsRowsBeforeItsOwn() {
        KindTable own = new KindTable(
                Map.of("application/spdx*", Set.of(Kind.REVIEW), "application/vnd.example*", Set.of(Kind.APPROVAL)),
                Map.of("https://example.com/*", Set.of(Kind.EVALUATION)),
                Map.of("com.example.evidence", Map.of("scan", Set.of(Kind.VULNERABILITY_SCAN))));
        KindRules extended = RULES.extended(own.text());
        assertThat(kinds(extended, "application/spdx+json", Map.of())).containsExactly(Kind.REVIEW);
        assertThat(kinds(extended, "application/vnd.example.x", Map.of())).containsExactly(Kind.APPROVAL);
        assertThat(kinds(extended, "a/b", Map.of("predicateType", "https://example.com/x")))
                .containsExactly(Kind.EVALUATION);
        assertThat(kinds(extended, "a/b", Map.of("com.example.evidence", "scan")))
                .containsExactly(Kind.VULNERABILITY_SCAN);
        assertThat(kinds(extended, "application/vnd.cyclonedx+json", Map.of())).containsExactly(Kind.SBOM);
        assertThat(kinds(RULES, "application/spdx+json", Map.of()))
                .as("without them")
                .containsExactly(Kind.SBOM);
    }

    @Test
    void isTheSameForTheSameRowsHoweverManyOthersThereWere() {
        assertThat(RULES.extended(Optional.empty())).isSameAs(RULES);
        for (int table = 0; table < 100; table++) {
            Optional<String> text = new KindTable(Map.of("a/b" + table, Set.of(Kind.VEX)), Map.of(), Map.of()).text();
            assertThat(RULES.extended(text)).isSameAs(RULES.extended(text));
            assertThat(kinds(RULES.extended(text), "a/b" + table, Map.of())).containsExactly(Kind.VEX);
            assertThat(kinds(RULES.extended(text), "a/b" + (table + 1), Map.of()))
                    .containsExactly(Kind.UNKNOWN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{\"types\":[]}", "{\"types\":{\"a\":[\"none\"]}}"})
    void refusesATableThatIsNone(String table) {
        assertThatIllegalArgumentException().isThrownBy(() -> RULES.extended(Optional.of(table)));
    }

    private static Set<Kind> kinds(KindRules rules, String type, Map<String, String> annotations) {
        return rules.kinds(manifest(Optional.of(type), Optional.empty(), annotations), List.of());
    }

    @Test
    void keepsTheTableOfFormerRules() {
        ParsedManifest release = manifest(
                Optional.empty(),
                Optional.empty(),
                Map.of("predicateType", "https://in-toto.io/attestation/release/v0.1"));

        assertThat(KindRules.of(2).kinds(release, List.of())).containsExactly(Kind.APPROVAL);
        assertThat(KindRules.of(3).kinds(release, List.of())).containsExactly(Kind.ATTESTATION);
        assertThat(KindRules.of(0).kinds(release, List.of())).containsExactly(Kind.APPROVAL);
        assertThat(kinds(KindRules.of(7), "application/sarif+json;version=2.1.0", Map.of()))
                .containsExactly(Kind.UNKNOWN);
        assertThat(kinds(KindRules.of(8), "application/sarif+json;version=2.1.0", Map.of()))
                .containsExactly(Kind.VULNERABILITY_SCAN);
        assertThat(KindRules.of(1_000)).isSameAs(KindRules.of(8));
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
                "a/b",
                artifactType,
                configType,
                Optional.empty(),
                annotations,
                List.of(),
                List.of(),
                IndexEntries.NONE);
    }
}
