package dev.backref.indexer.derive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.backref.indexer.Corpus;
import dev.backref.indexer.Corpus.Named;
import dev.backref.indexer.Corpus.Said;
import dev.backref.indexer.Corpus.Sample;
import dev.backref.indexer.contract.Kind;
import dev.backref.ingest.contract.Observation;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each known manifest becomes: the edges that it claims, by which forms, what else it is related to, and the kinds of
 * its evidence.
 */
class CorpusTest {
    private static final String FORMS = "evidence-forms";

    static Stream<Sample> samples() {
        return Stream.of(FORMS, "captured").flatMap(folder -> Corpus.of(folder).stream());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void becomesWhatItMust(Sample sample) {
        if (sample.refused()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> derive(sample))
                    .withMessageContaining("subject.digest");
            return;
        }
        Explanation explained = Explanation.of(sample.digest(), sample.manifest(), sample.tag());
        Derivation derived = explained.derivation();

        assertThat(said(explained)).isEqualTo(sample.said());
        assertThat(named(explained.relations())).isEqualTo(sample.named());
        assertThat(named(derived.relations())).as("whatever its tag").isEqualTo(sample.named());
        assertThat(derived.descriptor().artifactType()).isEqualTo(sample.artifactType());
        assertThat(derived.kinds()).isEqualTo(sample.kinds());
    }

    @ParameterizedTest
    @ValueSource(strings = {FORMS, "captured"})
    void leavesNoFileWithoutAnExpectation(String folder) {
        assertThat(Corpus.of(folder))
                .filteredOn(sample -> sample.name().equals(sample.file()))
                .extracting(Sample::name)
                .containsExactlyInAnyOrderElementsOf(Corpus.files(folder));
    }

    @Test
    void tellsOfEachLayerWhatItIs() {
        assertThat(layers("cosign-tag-sbom-manifest.spec"))
                .containsExactly("text/spdx [sbom]", "application/vnd.cyclonedx [sbom]");
        assertThat(layers("buildkit-attestation-manifest.legacy"))
                .containsExactly("application/vnd.in-toto+json [sbom]");
        assertThat(layers("helm-chart-with-provenance"))
                .containsExactly(
                        "application/vnd.cncf.helm.chart.content.v1.tar+gzip [unknown]",
                        "application/vnd.cncf.helm.chart.provenance.v1.prov [signature]");
        assertThat(layers("oras-artifact-manifest.signature")).containsExactly("application/tar [unknown]");
        assertThat(layers("oci11rc-artifact-manifest")).containsExactly("application/gzip [unknown]");
        assertThat(layers("modelpack-manifest.cnai-era"))
                .containsExactly(
                        "application/vnd.cnai.model.weight.v1.tar [unknown]",
                        "application/vnd.cnai.model.weight.v1.tar [unknown]",
                        "application/vnd.cnai.model.weight.config.v1.tar [unknown]",
                        "application/vnd.cnai.model.doc.v1.tar [documentation]");
    }

    @Test
    void replaysWhatWasLookedAtByFormerRulesAsItWas() {
        for (Sample sample : Corpus.of(FORMS)) {
            if (sample.refused()) {
                continue;
            }
            Derivation former = Derivation.of(sample.digest(), sample.manifest(), 2);
            assertThat(former.claims()).isEmpty();
            assertThat(former.assertions())
                    .as("%s", sample)
                    .hasSize(
                            sample.name().startsWith("o") && sample.name().contains("artifact-manifest")
                                    ? 0
                                    : (int) sample.said().stream()
                                            .filter(said -> said.form().word().equals("subject-field"))
                                            .count());
        }
        assertThat(Derivation.of(
                                sample("oras-artifact-manifest.signature").digest(),
                                sample("oras-artifact-manifest.signature").manifest(),
                                2)
                        .kinds())
                .containsExactly(Kind.UNKNOWN);
    }

    private static List<String> layers(String name) {
        return derive(sample(name)).evidence().stream()
                .map(layer -> layer.mediaType() + " "
                        + layer.kinds().stream().map(Kind::word).toList())
                .toList();
    }

    private static Sample sample(String name) {
        return Corpus.of(FORMS, name);
    }

    private static Set<Said> said(Explanation explained) {
        return explained.assertions().stream()
                .map(each -> new Said(
                        each.form(),
                        cut(each.subject().encoded()),
                        cut(each.referrer().encoded())))
                .collect(Collectors.toSet());
    }

    private static Set<Named> named(Collection<RelatedManifest> related) {
        return related.stream()
                .map(each -> new Named(each.relation(), cut(each.other().encoded())))
                .collect(Collectors.toSet());
    }

    private static String cut(String encoded) {
        return encoded.substring(0, 12);
    }

    private static Derivation derive(Sample sample) {
        return Derivation.of(sample.digest(), sample.manifest(), Observation.RULES);
    }
}
