package dev.backref.indexer;

import static dev.backref.indexer.SampleEvidence.attestationIndex;
import static dev.backref.indexer.SampleEvidence.attestations;
import static dev.backref.indexer.SampleEvidence.buildKitIndex;
import static dev.backref.indexer.SampleManifest.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.Kind;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Source;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BuildKitIndexTest {
    private static final SampleManifest PLATFORM = image("platform");
    private static final SampleManifest LEGACY = attestations("legacy");
    private static final SampleManifest INDEX = buildKitIndex(Map.of(PLATFORM, LEGACY));

    private final ObservedLocation location = new ObservedLocation();

    @AfterEach
    void close() {
        location.close();
    }

    @Test
    void tellsTheAttestationsOfAPlatformWithAllTheirKinds() {
        location.found(PLATFORM, LEGACY, INDEX);

        assertThat(location.edges(PLATFORM.digest()))
                .containsOnlyKeys(LEGACY.digest())
                .allSatisfy((digest, edge) -> {
                    assertThat(edge.forms()).containsExactly(Form.BUILDKIT_INDEX);
                    assertThat(edge.kinds()).containsExactly(Kind.SBOM, Kind.PROVENANCE);
                    assertThat(edge.evidence())
                            .extracting(layer -> layer.predicateType().orElseThrow())
                            .containsExactly("https://spdx.dev/Document", "https://slsa.dev/provenance/v1");
                });
        assertThat(location.edges(INDEX.digest())).isEmpty();
    }

    @Test
    void countsOnceWhatIsAReferrerByItsSubjectAsWell() {
        SampleManifest both = attestations("both", PLATFORM);
        location.found(PLATFORM, buildKitIndex(Map.of(PLATFORM, both)), both);

        assertThat(location.edges(PLATFORM.digest()))
                .containsOnlyKeys(both.digest())
                .allSatisfy((digest, edge) ->
                        assertThat(edge.forms()).containsExactly(Form.SUBJECT_FIELD, Form.BUILDKIT_INDEX));
        location.gone(buildKitIndex(Map.of(PLATFORM, both)).digest());
        assertThat(location.edges(PLATFORM.digest()))
                .hasEntrySatisfying(
                        both.digest(), edge -> assertThat(edge.forms()).containsExactly(Form.SUBJECT_FIELD));
    }

    @Test
    void losesNothingWhenOneOfTwoIndexesThatNameItGoes() {
        SampleManifest other = image("other platform");
        SampleManifest second = attestations("second");
        SampleManifest wider = buildKitIndex(Map.of(PLATFORM, LEGACY, other, second));
        location.found(wider, INDEX, PLATFORM, LEGACY, other, second);
        location.gone(INDEX.digest());
        assertThat(location.edges(PLATFORM.digest())).containsOnlyKeys(LEGACY.digest());

        location.gone(wider.digest());
        assertThat(location.edges(PLATFORM.digest())).isEmpty();
        assertThat(location.edges(other.digest())).isEmpty();
        location.found(wider);
        assertThat(location.edges(other.digest())).containsOnlyKeys(second.digest());
    }

    @Test
    void leavesNoRowsBehindWhenEverythingIsGone() {
        location.found(INDEX, PLATFORM, LEGACY);
        List.of(LEGACY, INDEX, PLATFORM).forEach(manifest -> location.gone(manifest.digest()));
        location.topology.pass(Duration.ofMinutes(61)); // So long what ended is remembered.

        assertThat(List.of("M", "I", "IC", "A", "R", "S", "SC", "RC", "N", "NB", "NQ", "WQ", "WH"))
                .noneMatch(location::hasRows);
    }

    @Test
    void takesEachAttestationOnceAndPassesOverWhatNamesNothing() {
        Digest other = image("other").digest();
        SampleManifest odd = attestationIndex(
                List.of(LEGACY.digest(), LEGACY.digest(), PLATFORM.digest()),
                List.of(PLATFORM.digest(), other, PLATFORM.digest()));
        SampleManifest unreadable = INDEX.replaced("reference.digest\":\"sha256:", "reference.digest\":\"sha");
        location.found(LEGACY, PLATFORM, odd, unreadable);

        assertThat(location.edges(PLATFORM.digest())).containsOnlyKeys(LEGACY.digest());
        assertThat(location.edges(other)).isEmpty();
    }

    @Test
    void learnsFromACopyByNewerRulesWhatFormerOnesDidNotSay() {
        location.found(PLATFORM, LEGACY);
        observe(INDEX, 2);
        assertThat(location.edges(PLATFORM.digest())).isEmpty();

        location.reindex(location.last(), Optional.empty());
        assertThat(location.edges(PLATFORM.digest())).containsOnlyKeys(LEGACY.digest());
    }

    /** BuildKit writes one when it is asked for no OCI types, with the same annotations. */
    @Test
    void readsDockersManifestListAsAnIndexByTheRulesThatKnowOfIt() {
        SampleManifest list = INDEX.asDockerList();
        location.found(LEGACY);
        observe(list, 4);
        assertThat(location.edges(PLATFORM.digest())).isEmpty();
        assertThat(location.asked()).doesNotContain(PLATFORM.digest());

        observe(list, Observation.RULES);
        assertThat(location.edges(PLATFORM.digest())).containsOnlyKeys(LEGACY.digest());
        assertThat(location.asked()).contains(PLATFORM.digest());
        location.gone(list.digest());
        assertThat(location.edges(PLATFORM.digest())).isEmpty();
        assertThat(List.of("I", "ID", "IC", "A", "B", "BN")).noneMatch(location::hasRows);
    }

    /** Where ingest came before the indexers: the same rules, and an index that knew nothing of them. */
    @Test
    void learnsWhatAProcessOfAFormerBuildDidNotTakeInByTheSameRules() {
        SampleManifest list = INDEX.asDockerList();
        location.found(LEGACY, list);
        List.of("ID", "IC", "BN", "B", "A", "R", "S").forEach(location::dropRows);
        observe(list, Observation.RULES);
        assertThat(List.of("ID", "IC", "A")).allMatch(location::hasRows);
        assertThat(location.edges(PLATFORM.digest())).containsOnlyKeys(LEGACY.digest());
    }

    @Test
    void takesALargeIndexInSmallSteps() {
        int entries = 2_000;
        List<Digest> attestations = digests("attestation", entries);
        SampleManifest large = attestationIndex(attestations, Collections.nCopies(entries, PLATFORM.digest()));
        assertThat(large.bytes().length).isGreaterThan(500_000);
        location.found(PLATFORM);
        location.topology.countAndDrop(TestedTopology.changelog(TestedTopology.LOCATIONS));

        location.found(large);
        assertThat(written()).isLessThanOrEqualTo(1_000);
        while (location.hasRows("WQ")) {
            location.topology.step();
            assertThat(written()).isLessThanOrEqualTo(1_000);
        }
        assertThat(location.count("A")).isEqualTo(entries);
        location.gone(large.digest());
        location.workOff();
        assertThat(location.count("A")).isZero();
        assertThat(location.count("IC")).isZero();
    }

    private int written() {
        return location.topology.countAndDrop(TestedTopology.changelog(TestedTopology.LOCATIONS));
    }

    private void observe(SampleManifest manifest, int rules) {
        location.observe(
                new Source.Manifest(ObservedLocation.AT, manifest.digest()),
                new Observation.Manifest(manifest.bytes(), manifest.mediaType()),
                rules);
    }

    private static List<Digest> digests(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Digest.sha256((name + i).getBytes(StandardCharsets.UTF_8)))
                .toList();
    }
}
