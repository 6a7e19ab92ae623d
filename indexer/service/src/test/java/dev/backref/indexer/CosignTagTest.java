package dev.backref.indexer;

import static dev.backref.indexer.SampleEvidence.attestations;
import static dev.backref.indexer.SampleEvidence.cosignTag;
import static dev.backref.indexer.SampleEvidence.signatures;
import static dev.backref.indexer.SampleManifest.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.Kind;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Source;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CosignTagTest {
    private static final List<String> ALL_TABLES =
            List.of("M", "T", "TR", "I", "IC", "A", "R", "S", "SC", "RC", "N", "NB", "NQ", "WQ", "WH");
    private static final SampleManifest SUBJECT = image("subject");
    private static final String TAG = cosignTag(SUBJECT.digest(), "sig");
    private static final SampleManifest ONCE = signatures("signed", 1);
    private static final SampleManifest TWICE = signatures("signed", 2);

    private final ObservedLocation location = new ObservedLocation();

    @AfterEach
    void close() {
        location.close();
    }

    @Test
    void tellsOneEdgeWithAPieceOfEvidenceForEachLayer() {
        location.found(SUBJECT, TWICE);
        location.points(TAG, TWICE);

        assertThat(location.edges(SUBJECT.digest()))
                .containsOnlyKeys(TWICE.digest())
                .allSatisfy((digest, edge) -> {
                    assertThat(edge.forms()).containsExactly(Form.COSIGN_TAG);
                    assertThat(edge.lapsed()).isEmpty();
                    assertThat(edge.kinds()).containsExactly(Kind.SIGNATURE);
                    assertThat(edge.evidence()).hasSize(2).allSatisfy(layer -> {
                        assertThat(layer.mediaType()).isEqualTo(SampleEvidence.SIGNATURE);
                        assertThat(layer.kinds()).containsExactly(Kind.SIGNATURE);
                    });
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"sig", "att", "sbom"})
    void endsInTheSameEdgeWhetherTheTagOrTheManifestIsSeenFirst(String kind) {
        location.points(cosignTag(SUBJECT.digest(), kind), ONCE);
        assertThat(location.asked()).containsExactly(ONCE.digest());
        assertThat(location.edges(SUBJECT.digest())).isEmpty();

        location.found(ONCE);
        assertThat(location.edges(SUBJECT.digest())).containsOnlyKeys(ONCE.digest());
        assertThat(location.asked()).containsExactly(SUBJECT.digest());
    }

    @Test
    void letsTheOldSignaturesHoldUntilTheNewOnesAreKnown() {
        SampleManifest attested = attestations("attested");
        location.found(SUBJECT, ONCE, attested);
        location.points(TAG, ONCE);
        location.points(cosignTag(SUBJECT.digest(), "att"), attested);
        location.topology.takeChanges();

        location.points(TAG, TWICE);
        assertThat(referrers()).containsExactlyInAnyOrder(ONCE.digest(), attested.digest());
        assertThat(location.topology.takeChanges()).isEmpty();

        location.found(TWICE);
        assertThat(referrers()).containsExactlyInAnyOrder(TWICE.digest(), attested.digest());
        assertThat(location.topology.takeChanges())
                .extracting(Change::type, change -> change.data().referrer().digest())
                .containsExactly(tuple(Change.Type.ADDED, TWICE.digest()), tuple(Change.Type.REMOVED, ONCE.digest()));
    }

    @Test
    void takesInOneWhoseTagHasMovedOnOnlyWhereTheTagPoints() {
        location.points(TAG, ONCE);
        location.points(TAG, TWICE);
        location.found(TWICE);
        location.found(ONCE);

        assertThat(referrers()).containsExactly(TWICE.digest());
    }

    @Test
    void followsATagThatMovesBackAndADeleteByEitherName() {
        location.found(SUBJECT, ONCE, TWICE);
        location.points(TAG, TWICE);
        location.points(TAG, ONCE);
        assertThat(referrers()).containsExactly(ONCE.digest());

        location.untagged(TAG);
        assertThat(referrers()).isEmpty();
        location.points(TAG, ONCE);
        assertThat(referrers()).containsExactly(ONCE.digest());
        location.gone(ONCE.digest());
        assertThat(referrers()).isEmpty();
        location.found(ONCE);
        assertThat(referrers()).containsExactly(ONCE.digest());
    }

    @Test
    void leavesNoRowsBehindWhenEverythingIsGone() {
        location.found(SUBJECT, ONCE, TWICE);
        location.points(TAG, ONCE);
        location.points(TAG, TWICE);
        location.gone(TWICE.digest());
        location.untagged(TAG);
        List.of(ONCE, SUBJECT).forEach(manifest -> location.gone(manifest.digest()));
        location.topology.pass(Duration.ofMinutes(61)); // So long what ended is remembered.

        assertThat(ALL_TABLES).noneMatch(location::hasRows);
        assertThat(referrers()).isEmpty();
    }

    @Test
    void isNoReferrerOfItself() {
        location.found(SUBJECT);
        location.points(TAG, SUBJECT);

        assertThat(referrers()).isEmpty();
    }

    @Test
    void looksAgainAtAManifestThatWasTakenInByFormerRules() {
        location.found(SUBJECT);
        location.observe(
                new Source.Manifest(ObservedLocation.AT, ONCE.digest()),
                new Observation.Manifest(ONCE.bytes(), ONCE.mediaType()),
                2);
        location.points(TAG, ONCE);
        assertThat(referrers()).isEmpty();
        assertThat(location.asked()).containsExactly(ONCE.digest());

        location.found(ONCE);
        assertThat(referrers()).containsExactly(ONCE.digest());
    }

    @Test
    void keepsTheEvidenceOfAsManyLayersAsARowMayHold() {
        SampleManifest many = signatures("many", 10_000);
        location.found(SUBJECT, many);
        location.points(TAG, many);

        assertThat(location.edges(SUBJECT.digest()))
                .hasEntrySatisfying(
                        many.digest(), edge -> assertThat(edge.evidence()).hasSize(1_000));
    }

    private Set<Digest> referrers() {
        return location.edges(SUBJECT.digest()).keySet();
    }
}
