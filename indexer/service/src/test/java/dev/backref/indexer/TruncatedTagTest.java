package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.artifact;
import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.index;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Form;
import dev.backref.ingest.contract.Digest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A tag holds half of a sha512 digest (distribution-spec §Referrers Tag Schema). */
class TruncatedTagTest {
    private static final SampleManifest SUBJECT = image("subject");
    private static final Digest WHOLE = sha512(SUBJECT);
    private static final String TAG = "sha512-" + WHOLE.encoded().substring(0, 64);
    private static final SampleManifest BARE = artifact("application/bare", "bare");
    private static final SampleManifest OWN = of(WHOLE, "own");

    private final ObservedLocation location = new ObservedLocation();

    @AfterEach
    void close() {
        location.close();
    }

    @Test
    void readsTheRestFromAnEntrysOwnSubject() {
        location.found(OWN, index(OWN));
        location.points(TAG, index(OWN));

        assertThat(location.edges(WHOLE))
                .containsOnlyKeys(OWN.digest())
                .allSatisfy((digest, state) ->
                        assertThat(state.forms()).containsExactly(Form.SUBJECT_FIELD, Form.REFERRERS_TAG));
        location.gone(OWN.digest());
        assertThat(location.edges(WHOLE)).isEmpty();
        assertThat(location.topology.takeChanges())
                .extracting(Change::type)
                .containsExactly(Change.Type.ADDED, Change.Type.UPDATED, Change.Type.REMOVED);
    }

    @Test
    void joinsAnEntryWithoutASubjectToTheManifestThatHasTheBeginningAsLongAsThatIsThere() {
        location.found(BARE, index(BARE));
        location.points(TAG, index(BARE));
        assertThat(location.topology.takeChanges()).isEmpty();

        location.found(WHOLE, SUBJECT);
        assertThat(location.edges(WHOLE)).containsOnlyKeys(BARE.digest());
        location.gone(WHOLE);
        assertThat(location.edges(WHOLE)).isEmpty();
        location.found(WHOLE, SUBJECT);
        assertThat(location.edges(WHOLE)).containsOnlyKeys(BARE.digest());
    }

    @Test
    void endsInTheSameEdgesWhateverBecameKnownFirst() {
        location.found(WHOLE, SUBJECT);
        location.points(TAG, index(BARE, OWN));
        location.found(OWN);
        location.found(index(BARE, OWN));
        assertThat(location.edges(WHOLE)).containsOnlyKeys(OWN.digest());

        location.found(BARE);
        assertThat(location.edges(WHOLE)).containsOnlyKeys(OWN.digest(), BARE.digest());
        location.untagged(TAG);
        assertThat(location.edges(WHOLE))
                .allSatisfy((digest, state) -> assertThat(state.lapsed()).containsExactly(Form.REFERRERS_TAG));
    }

    /** Whoever may push can name any digest as a subject; to be found under a digest takes the content. */
    @Test
    void joinsNothingToWhatIsOnlyNamed() {
        String beginning = WHOLE.encoded().substring(0, 64);
        Digest invented = Digest.of("sha512", beginning + "0".repeat(64));
        location.found(of(invented, "inventor"), BARE, index(BARE));
        location.gone(invented);
        location.points(TAG, index(BARE));

        assertThat(location.edges(invented)).doesNotContainKey(BARE.digest());
        location.found(WHOLE, SUBJECT);
        assertThat(location.edges(WHOLE)).containsOnlyKeys(BARE.digest());
    }

    @Test
    void forgetsItsEdgesThoughAllOfItGoesWhileALargeListIsWorkedOff() {
        location.found(WHOLE, SUBJECT);
        location.found(BARE, index(BARE));
        location.points(TAG, index(BARE));
        location.busy();
        location.untagged(TAG);
        location.gone(WHOLE);
        location.gone(BARE.digest());
        assertThat(location.edges(WHOLE)).containsOnlyKeys(BARE.digest());

        location.workOff();
        assertThat(location.edges(WHOLE)).isEmpty();
        location.topology.pass(Duration.ofMinutes(61)); // So long what ended is remembered.
        assertThat(location.has("M", WHOLE.toString())).isFalse();
        assertThat(location.has("M", BARE.digest().toString())).isFalse();
    }

    @Test
    void doesNotTakeTheSubjectForItsOwnReferrer() {
        SampleManifest self = SampleManifest.indexOf(List.of(WHOLE, BARE.digest()));
        location.found(WHOLE, SUBJECT);
        location.found(BARE, self);
        location.points(TAG, self);

        assertThat(location.edges(WHOLE)).containsOnlyKeys(BARE.digest());
    }

    private static SampleManifest of(Digest subject, String name) {
        return SampleManifest.referrer(SUBJECT, "application/own", name)
                .replaced(SUBJECT.digest().toString(), subject.toString());
    }

    static Digest sha512(SampleManifest manifest) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-512").digest(manifest.bytes());
            return Digest.of("sha512", HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
