package dev.backref.indexer.derive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.backref.indexer.contract.Evidence;
import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.Kind;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests that real tools pushed, or that stand in specifications and in other projects' tests. */
class DerivationTest {
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final Digest EMPTY =
            Digest.parse("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            oras-attach-sbom         | 72c36a63d600 | b6d438922240 | application/spdx+json | sbom
            oras-attach-to-index     | 9145063f93a0 | 111be2b2e4b8 | application/spdx+json | sbom
            cosign3-sign-bundle      | 6b488bb7783f | b6d438922240 | application/vnd.dev.sigstore.bundle.v0.3+json | signature
            cosign3-attest-bundle    | ae3b7db2e6a0 | b6d438922240 | application/vnd.dev.sigstore.bundle.v0.3+json | attestation
            cosign3-sign-oci11       | d8b2c1f429e8 | b6d438922240 | application/vnd.dev.cosign.artifact.sig.v1+json | signature
            cosign3-attach-sbom      | 7cf4ffcc9ab9 | b6d438922240 | application/vnd.dev.cosign.artifact.sbom.v1+json | sbom
            cosign-attest-dsse       | 2010bbb0227e | dfae8f425735 | application/vnd.in-toto+json | provenance
            github-attest            | fcfc8b5bbc8e | dfae8f425735 | application/vnd.dev.sigstore.bundle.v0.3+json | provenance
            notation-jws             | 4b12574b383d | b6d438922240 | application/vnd.cncf.notary.signature | signature
            notation-cose            | f3149582a75a | b6d438922240 | application/vnd.cncf.notary.signature | signature
            regctl-artifact-put      | d5b80927d1f3 | b6d438922240 | application/vnd.example.regctl | unknown
            dangling-subject         | 269c8bc19d67 | 111111111111 | application/vnd.example.dangling | unknown
            buildkit-attestation     | ac481cc5d629 | 23678f31b3b3 | application/vnd.docker.attestation.manifest.v1+json | sbom
            no-artifact-type         | d91043439162 | 7e87ffc91b9c | application/vnd.oci.image.config.v1+json | unknown
            index-with-artifact-type | d69399e05204 | 8e54c6754f08 | application/example.loop | unknown
            """)
    void derivesTheSubjectTheTypeAndTheKindsOfAReferrer(
            String file, String digest, String subject, String type, String kinds) {
        Derivation derived = derive(file, OCI_MANIFEST);

        assertThat(derived.descriptor().digest().encoded()).startsWith(digest);
        assertThat(derived.descriptor().artifactType()).contains(type);
        assertThat(derived.descriptor().size()).isEqualTo(bytes(file).length);
        assertThat(derived.kinds()).containsExactlyInAnyOrderElementsOf(kinds(kinds));
        assertThat(derived.assertions()).singleElement().satisfies(assertion -> {
            assertThat(assertion.subject().encoded()).startsWith(subject);
            assertThat(assertion.referrer()).isEqualTo(derived.descriptor().digest());
            assertThat(assertion.form()).isEqualTo(Form.SUBJECT_FIELD);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"crane-image", "crane-index", "skopeo-docker-v2s2", "referrers-tag-index", "no-media-type"})
    void readsNoSubjectOutOfWhatHasNoneByTheImageSpec(String file) {
        assertThat(derive(file, OCI_MANIFEST).assertions()).isEmpty();
    }

    @Test
    void takesTheMediaTypeOfTheRegistryWhereTheManifestNamesNone() {
        assertThat(derive("no-media-type", OCI_MANIFEST).descriptor().mediaType())
                .isEqualTo(OCI_MANIFEST);
        assertThat(derive("skopeo-docker-v2s2", OCI_MANIFEST).descriptor().mediaType())
                .isEqualTo("application/vnd.docker.distribution.manifest.v2+json");
    }

    @Test
    void tellsWhatEachLayerSays() {
        assertThat(derive("cosign-attest-dsse", OCI_MANIFEST).evidence())
                .singleElement()
                .satisfies(layer -> {
                    assertThat(layer.mediaType()).isEqualTo("application/vnd.dsse.envelope.v1+json");
                    assertThat(layer.predicateType()).contains("https://slsa.dev/provenance/v1");
                    assertThat(layer.kinds()).containsExactly(Kind.PROVENANCE);
                });
        assertThat(derive("dangling-subject", OCI_MANIFEST).evidence())
                .containsExactly(new Evidence(
                        EMPTY, "application/vnd.oci.empty.v1+json", Optional.empty(), java.util.Set.of(Kind.UNKNOWN)));
    }

    @Test
    void copiesTheManifestsOwnAnnotationsAlone() {
        assertThat(derive("regctl-artifact-put", OCI_MANIFEST).descriptor().annotations())
                .containsOnlyKeys("by");
        assertThat(derive("oras-attach-sbom", OCI_MANIFEST).descriptor().annotations())
                .doesNotContainKey("org.opencontainers.image.title");
    }

    @Test
    void takesTheLastOfTwoSubjectsAsClientsDo() {
        String twice = text("oras-attach-sbom").replaceFirst("\"subject\"", "\"subject\":{},\"subject\"");

        assertThat(derive(twice.getBytes(StandardCharsets.UTF_8), OCI_MANIFEST).assertions())
                .extracting(Assertion::subject)
                .containsExactlyElementsOf(derive("oras-attach-sbom", OCI_MANIFEST).assertions().stream()
                        .map(Assertion::subject)
                        .toList());
    }

    /** Jackson takes 0xFF in a name for its own padding, and the name for one that it has met. */
    @Test
    void takesNoNameThatIsNoUtf8ForTheSubject() {
        assertThat(derive("oras-attach-sbom", OCI_MANIFEST).assertions()).hasSize(1);
        byte[] other = text("oras-attach-sbom")
                .replace("\"subject\"", "\"subj\u00FFect\"")
                .getBytes(StandardCharsets.ISO_8859_1);

        assertThat(derive(other, OCI_MANIFEST).assertions()).isEmpty();
    }

    @Test
    void namesTheFieldThatIsWrong() {
        String bad = text("dangling-subject").replaceAll("sha256:1111[0-9a-f]*", "sha256:1111");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> derive(bad.getBytes(StandardCharsets.UTF_8), OCI_MANIFEST))
                .withMessageContaining("subject.digest")
                .withMessageContaining("\"sha256:1111\"");
    }

    @Test
    void namesTheFieldOfTheFirstDraftOfOras() {
        String bad = "{\"mediaType\":\"application/vnd.cncf.oras.artifact.manifest.v1+json\","
                + "\"subjectManifest\":{\"digest\":\"latest\"}}";

        assertThatIllegalArgumentException()
                .isThrownBy(() -> derive(bad.getBytes(StandardCharsets.UTF_8), OCI_MANIFEST))
                .withMessageContaining("subjectManifest.digest")
                .withMessageContaining("\"latest\"");
    }

    @Test
    void givesAnIndexWithoutArtifactTypeNoneEvenIfItHasAConfig() {
        String index = text("index-with-artifact-type")
                .replaceFirst("\"artifactType\":\"[^\"]*\"", "\"config\":{\"mediaType\":\"a/b\"}");

        assertThat(derive(index.getBytes(StandardCharsets.UTF_8), OCI_MANIFEST)
                        .descriptor()
                        .artifactType())
                .isEmpty();
    }

    /** Whoever asks for statements of no better known kind finds those that lie beside others. */
    @Test
    void saysThatAStatementIsOneBesideOthersOfWhichMoreIsKnown() {
        String manifest =
                """
                {"layers":[
                 {"mediaType":"application/vnd.dsse.envelope.v1+json","digest":"%s","annotations":{"predicateType":"%s"}},
                 {"mediaType":"application/vnd.dsse.envelope.v1+json","digest":"%s","annotations":{"predicateType":"%s"}}]}
                """.formatted(EMPTY, "https://example.org/review/v1", EMPTY, "https://slsa.dev/provenance/v1");
        byte[] bytes = manifest.getBytes(StandardCharsets.UTF_8);
        Observation.Manifest found = new Observation.Manifest(bytes, OCI_MANIFEST);
        assertThat(Derivation.of(Digest.sha256(bytes), found, 7).kinds())
                .containsExactlyInAnyOrder(Kind.ATTESTATION, Kind.PROVENANCE);
        assertThat(Derivation.of(Digest.sha256(bytes), found, 6).kinds()).containsExactly(Kind.PROVENANCE);
    }

    /** What was not read beside it may be anything: whoever asks for attestations hears of it. */
    @Test
    void saysThatAStatementIsOneThatNobodyRead() {
        String manifest = """
                {"layers":[
                 {"mediaType":"application/vnd.dsse.envelope.v1+json","digest":"%s","annotations":{"predicateType":"%s"}},
                 {"mediaType":"application/vnd.dsse.envelope.v1+json","digest":"%s"}]}
                """.formatted(EMPTY, "https://slsa.dev/provenance/v1", Digest.sha256(new byte[] {1}));
        byte[] bytes = manifest.getBytes(StandardCharsets.UTF_8);
        Observation.Manifest found = new Observation.Manifest(bytes, OCI_MANIFEST);
        assertThat(Derivation.of(Digest.sha256(bytes), found, 8).kinds())
                .containsExactlyInAnyOrder(Kind.ATTESTATION, Kind.PROVENANCE);
        assertThat(Derivation.of(Digest.sha256(bytes), found, 7).kinds()).containsExactly(Kind.PROVENANCE);
    }

    /** As one SBOM for each platform, attached at once. */
    @Test
    void takesAReferrerThatIsAnUntypedIndexForWhatItLists() {
        String index = """
                {"mediaType":"%1$s","manifests":[{"digest":"%2$s","artifactType":"application/spdx+json"},
                 {"digest":"%3$s","artifactType":"application/vnd.in-toto.openvex+json"}]%4$s}
                """;
        String subject = ",\"subject\":{\"digest\":\"" + EMPTY + "\"}";
        String other = Digest.sha256(new byte[] {1}).toString();
        byte[] referrer = index.formatted(INDEX, EMPTY, other, subject).getBytes(StandardCharsets.UTF_8);
        Observation.Manifest found = new Observation.Manifest(referrer, INDEX);
        Derivation derived = Derivation.of(Digest.sha256(referrer), found, 8);
        assertThat(derived.kinds()).containsExactlyInAnyOrder(Kind.SBOM, Kind.VEX);
        assertThat(derived.relations()).hasSize(2);
        assertThat(Derivation.of(Digest.sha256(referrer), found, 7).kinds()).containsExactly(Kind.UNKNOWN);

        byte[] list = index.formatted(INDEX, EMPTY, other, "").getBytes(StandardCharsets.UTF_8);
        derived = Derivation.of(Digest.sha256(list), new Observation.Manifest(list, INDEX), 8);
        assertThat(derived.kinds()).as("a list of referrers is none").containsExactly(Kind.UNKNOWN);
        assertThat(derived.relations()).isEmpty();

        String typed = subject + ",\"artifactType\":\"application/sarif+json;version=2.1.0\"";
        byte[] scan = index.formatted(INDEX, EMPTY, other, typed).getBytes(StandardCharsets.UTF_8);
        assertThat(Derivation.of(Digest.sha256(scan), new Observation.Manifest(scan, INDEX), 8)
                        .kinds())
                .as("by its own word")
                .containsExactly(Kind.VULNERABILITY_SCAN);
    }

    private static List<Kind> kinds(String words) {
        return Arrays.stream(words.split(" ")).map(Kind::parse).collect(Collectors.toList());
    }

    private static Derivation derive(String file, String mediaType) {
        return derive(bytes(file), mediaType);
    }

    private static Derivation derive(byte[] bytes, String mediaType) {
        return Derivation.of(Digest.sha256(bytes), new Observation.Manifest(bytes, mediaType), Observation.RULES);
    }

    private static String text(String file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String file) {
        try (InputStream content = DerivationTest.class.getResourceAsStream("/manifests/" + file + ".json")) {
            return content.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
