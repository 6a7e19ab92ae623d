package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.artifact;
import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.index;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.Kind;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferrersTagTest {
    private static final SampleManifest SUBJECT = image("subject");
    private static final String TAG = SUBJECT.referrersTag();
    private static final List<String> ALL_TABLES =
            List.of("M", "T", "TR", "I", "A", "R", "S", "SC", "RC", "N", "NB", "NQ", "WQ", "WH");
    private static final SampleManifest ONE = artifact("application/one", "one");
    private static final SampleManifest TWO = artifact("application/two", "two");

    private final ObservedLocation location = new ObservedLocation();

    @AfterEach
    void close() {
        location.close();
    }

    @Test
    void letsTheOldEntriesHoldUntilTheNewIndexIsKnown() {
        location.found(ONE, TWO);
        move(index(ONE));
        location.points(TAG, index(TWO));
        assertThat(lapsed(ONE)).isEmpty();

        location.found(index(TWO));
        assertThat(lapsed(ONE)).containsExactly(Form.REFERRERS_TAG);
        assertThat(lapsed(TWO)).isEmpty();
        move(index(ONE));
        assertThat(lapsed(ONE)).isEmpty();
        assertThat(lapsed(TWO)).containsExactly(Form.REFERRERS_TAG);
    }

    @Test
    void takesInAnIndexThatArrivesAfterTheTagHasLeftIt() {
        location.found(ONE, TWO);
        location.points(TAG, index(ONE));
        location.points(TAG, index(TWO));
        location.found(index(TWO));
        location.found(index(ONE));

        assertThat(lapsed(ONE)).containsExactly(Form.REFERRERS_TAG);
        assertThat(lapsed(TWO)).isEmpty();
    }

    /** All that is known of a repository that is gone is asked for: that the new index is awaited makes it no less known. */
    @Test
    void doesNotWaitForANewIndexThatIsKnownAndAskedForAgain() {
        location.found(ONE, TWO, index(TWO));
        location.points(TAG, index(ONE));
        location.points(TAG, index(TWO));
        location.observe(new Source.Repository(ObservedLocation.AT), new Observation.Gone());
        location.topology.step();
        location.found(index(ONE));
        location.found(index(TWO));

        assertThat(lapsed(ONE)).containsExactly(Form.REFERRERS_TAG);
        assertThat(lapsed(TWO)).isEmpty();
    }

    /** The looks were under way when the index asked. */
    @Test
    void doesNotWaitForAnAnswerOnceAnyLookHasShownTheNewIndex() {
        location.found(ONE, TWO);
        location.points(TAG, index(ONE));
        location.points(TAG, index(TWO));
        for (SampleManifest list : List.of(index(TWO), index(ONE))) {
            location.observe(
                    new Source.Manifest(ObservedLocation.AT, list.digest()),
                    new Observation.Manifest(list.bytes(), list.mediaType()),
                    RegistryEvent.NOT_ASKED);
        }
        location.workOff();
        assertThat(lapsed(ONE)).containsExactly(Form.REFERRERS_TAG);
        assertThat(lapsed(TWO)).isEmpty();
    }

    @Test
    void forgetsWhatNoTagListsAnyLongerOnceItsManifestIsGone() {
        location.found(ONE, TWO, SUBJECT);
        move(index(ONE, TWO));
        move(index(TWO));
        location.gone(ONE.digest());
        location.gone(TWO.digest());
        assertThat(location.edges(SUBJECT.digest())).isEmpty();

        location.found(ONE, TWO);
        assertThat(location.edges(SUBJECT.digest())).containsOnlyKeys(TWO.digest());
    }

    @Test
    void letsTheEntriesLapseWhoseIndexOrTagIsGone() {
        location.found(ONE, TWO);
        move(index(ONE, TWO));
        location.gone(index(ONE, TWO).digest());
        assertThat(lapsed(ONE)).containsExactly(Form.REFERRERS_TAG);

        location.found(index(ONE, TWO));
        assertThat(lapsed(ONE)).isEmpty();
        location.untagged(TAG);
        assertThat(lapsed(TWO)).containsExactly(Form.REFERRERS_TAG);
    }

    @Test
    void leavesNoRowsBehindWhenEverythingIsGone() {
        location.found(ONE, TWO, SUBJECT, referrer(SUBJECT, "a/b", "by subject"));
        move(index(ONE, TWO));
        move(index(TWO, referrer(SUBJECT, "a/b", "by subject")));
        location.gone(ONE.digest());
        location.untagged(TAG);
        for (SampleManifest manifest : List.of(
                TWO,
                SUBJECT,
                index(ONE, TWO),
                referrer(SUBJECT, "a/b", "by subject"),
                index(TWO, referrer(SUBJECT, "a/b", "by subject")))) {
            location.gone(manifest.digest());
        }
        location.topology.pass(Duration.ofMinutes(61)); // So long what ended is remembered.

        assertThat(ALL_TABLES).noneMatch(location::hasRows);
        assertThat(location.edges(SUBJECT.digest())).isEmpty();
    }

    @Test
    void leavesNoRowsBehindWhenTheEntriesGoBeforeTheirTag() {
        location.found(ONE, SUBJECT);
        move(index(ONE, TWO));
        List.of(ONE, TWO, SUBJECT, index(ONE, TWO)).forEach(manifest -> location.gone(manifest.digest()));
        location.untagged(TAG);
        location.topology.pass(Duration.ofMinutes(61)); // So long what ended is remembered.

        assertThat(ALL_TABLES).noneMatch(location::hasRows);
    }

    @Test
    void listsEverythingAboutAReferrerOnceInOneEdge() {
        SampleManifest both = referrer(SUBJECT, "application/both", "both");
        location.found(SUBJECT, both);
        move(index(both));

        assertThat(location.edges(SUBJECT.digest()))
                .containsOnlyKeys(both.digest())
                .allSatisfy((digest, state) ->
                        assertThat(state.forms()).containsExactly(Form.SUBJECT_FIELD, Form.REFERRERS_TAG));
        location.gone(both.digest());
        assertThat(location.topology.takeChanges())
                .extracting(Change::type)
                .containsExactly(Change.Type.ADDED, Change.Type.UPDATED, Change.Type.REMOVED);
    }

    /**
     * As sigstore-js leaves an attestation at ECR: without a subject and an artifact type, so that nothing but the list links
     * it. Its kind is what it says by its annotations, and its type is not the entry's.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsTheKindOfEvidenceThatOnlyTheListLinks(boolean listFirst) {
        String bundle = "application/vnd.dev.sigstore.bundle.v0.3+json";
        SampleManifest downgraded = new SampleManifest(
                Corpus.of("evidence-forms", "github-attest.sigstore-js.ecr-downgrade.reconstructed")
                        .bytes(),
                SampleManifest.MANIFEST);
        SampleManifest list = index(downgraded).replaced("application/of-the-index", bundle);
        location.found(SUBJECT);
        if (listFirst) {
            move(list);
            location.found(downgraded);
        } else {
            location.found(downgraded);
            assertThat(location.edges(SUBJECT.digest())).isEmpty();
            move(list);
        }

        assertThat(location.edges(SUBJECT.digest()))
                .containsOnlyKeys(downgraded.digest())
                .hasEntrySatisfying(downgraded.digest(), edge -> {
                    assertThat(edge.forms()).containsExactly(Form.REFERRERS_TAG);
                    assertThat(edge.lapsed()).isEmpty();
                    assertThat(edge.kinds()).containsExactly(Kind.PROVENANCE);
                    assertThat(edge.descriptor().artifactType()).contains("application/vnd.oci.image.config.v1+json");
                });
        assertThat(location.topology.takeChanges()).singleElement().satisfies(change -> {
            assertThat(change.type()).isEqualTo(Change.Type.ADDED);
            assertThat(change.data().kinds()).containsExactly(Kind.PROVENANCE);
        });
    }

    private void move(SampleManifest index) {
        location.found(index);
        location.points(TAG, index);
    }

    private Set<Form> lapsed(SampleManifest referrer) {
        return location.lapsed(SUBJECT.digest(), referrer);
    }
}
