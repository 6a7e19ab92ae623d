package dev.backref.indexer.derive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Relation;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelationsDerivationTest {
    private static final Digest ONE = Digest.parse("sha256:" + "1".repeat(64));
    private static final Digest TWO = Digest.parse("sha256:" + "2".repeat(64));
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    @Test
    void takesAnEntryThatOnceHasNoTypeAndTheBaseOfTheIndexItself() {
        String index = """
                {"manifests":[{"digest":"%s","artifactType":"a/b"},{"digest":"%s"},{"digest":"%s","artifactType":""}],
                 "annotations":{"org.opencontainers.image.base.digest":"%s"}}
                """.formatted(ONE, ONE, TWO, TWO);
        assertThat(derive(index.getBytes(StandardCharsets.UTF_8), INDEX, Observation.RULES)
                        .relations())
                .isEqualTo(Set.of(
                        new RelatedManifest(Relation.INDEX_CHILD, ONE),
                        new RelatedManifest(Relation.INDEX_CHILD, TWO),
                        new RelatedManifest(Relation.BASE_IMAGE, TWO)));
    }

    /** A list of referrers has no type: an index that has one lists what belongs to it, such as models. */
    @ParameterizedTest
    @ValueSource(strings = {"application/vnd.example.models", ""})
    void takesEntriesWithTypesOnlyWhereTheIndexSaysWhatItIs(String type) {
        String index = """
                {"artifactType":"%s","manifests":[{"digest":"%s","artifactType":"a/b"},{"digest":"%s","artifactType":"a/b",
                 "annotations":{"vnd.docker.reference.type":"attestation-manifest","vnd.docker.reference.digest":"%s"}}]}
                """.formatted(type, ONE, TWO, ONE);
        Set<RelatedManifest> child = Set.of(new RelatedManifest(Relation.INDEX_CHILD, ONE));
        assertThat(derive(index.getBytes(StandardCharsets.UTF_8), INDEX, Observation.RULES)
                        .relations())
                .isEqualTo(type.isEmpty() ? Set.of() : child);
        assertThat(derive(index.getBytes(StandardCharsets.UTF_8), INDEX, 6).relations())
                .isEmpty();
    }

    /** Docker's registry gives it its media type; it may say it of itself or not. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\"mediaType\":\"application/vnd.docker.distribution.manifest.list.v2+json\","})
    void takesADockerManifestListForAnIndexFromTheFifthRulesOn(String says) {
        String list = "{\"schemaVersion\":2," + says + "\"manifests\":[{\"digest\":\"" + ONE
                + "\",\"platform\":{\"architecture\":\"arm\",\"os\":\"linux\",\"variant\":\"v7\"}}]}";
        byte[] bytes = list.getBytes(StandardCharsets.UTF_8);
        assertThat(derive(bytes, DOCKER_LIST, 4).relations()).isEmpty();
        assertThat(derive(bytes, DOCKER_LIST, 5).relations())
                .containsExactly(new RelatedManifest(Relation.INDEX_CHILD, ONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "latest", "sha256:abc", "docker.io/library/debian"})
    void passesOverABaseThatIsNoDigest(String base) {
        String manifest = "{\"annotations\":{\"org.opencontainers.image.base.digest\":\"" + base + "\"}}";
        assertThat(derive(manifest.getBytes(StandardCharsets.UTF_8), MANIFEST, Observation.RULES)
                        .relations())
                .isEmpty();
    }

    @Test
    void saysNothingOfRelationsByFormerRules() {
        String manifest = "{\"annotations\":{\"org.opencontainers.image.base.digest\":\"" + ONE + "\"}}";
        byte[] bytes = manifest.getBytes(StandardCharsets.UTF_8);
        assertThat(derive(bytes, MANIFEST, 3).relations()).isEmpty();
        assertThat(derive(bytes, MANIFEST, 4).relations())
                .containsExactly(new RelatedManifest(Relation.BASE_IMAGE, ONE));
    }

    private static Derivation derive(byte[] bytes, String mediaType, int rules) {
        return Derivation.of(Digest.sha256(bytes), new Observation.Manifest(bytes, mediaType), rules);
    }
}
