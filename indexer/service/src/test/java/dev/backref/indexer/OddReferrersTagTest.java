package dev.backref.indexer;

import static dev.backref.indexer.ObservedLocation.AT;
import static dev.backref.indexer.SampleManifest.artifact;
import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.index;
import static dev.backref.indexer.SampleManifest.indexOf;
import static dev.backref.indexer.SampleManifest.referrer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Form;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Source;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OddReferrersTagTest {
    private static final SampleManifest SUBJECT = image("subject");
    private static final String TAG = SUBJECT.referrersTag();
    private static final SampleManifest ONE = artifact("application/one", "one");
    private static final SampleManifest TWO = artifact("application/two", "two");

    private final ObservedLocation location = new ObservedLocation();

    @AfterEach
    void close() {
        location.close();
    }

    /** Not an index, no list, no JSON, an index without the field: the spec has clients take it for an empty list. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\"}",
                "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":{}}",
                "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":null}",
                "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\"}",
                "no JSON"
            })
    void takesForEmptyWhatIsNoIndex(String content) {
        SampleManifest odd = new SampleManifest(content.getBytes(UTF_8), SampleManifest.INDEX);
        location.found(ONE);
        move(index(ONE));
        move(odd);

        assertThat(lapsed(ONE)).containsExactly(Form.REFERRERS_TAG);
        move(index(ONE));
        assertThat(lapsed(ONE)).isEmpty();
    }

    @Test
    void listsTheOtherEntriesOfAnIndexWithOneThatCannotBeRead() {
        SampleManifest odd = new SampleManifest(
                index(ONE, TWO)
                        .text()
                        .replace(ONE.digest().toString(), "sha256:short")
                        .getBytes(UTF_8),
                SampleManifest.INDEX);
        location.found(ONE, TWO);
        move(odd);

        assertThat(location.edges(SUBJECT.digest())).containsOnlyKeys(TWO.digest());
        assertThat(location.topology.takeDeadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.value()).isEqualTo(odd.bytes());
            assertThat(new String(
                            letter.headers().lastHeader("dead-letter-detail").value(), UTF_8))
                    .isEqualTo("manifests[].digest is no digest: \"sha256:short\"");
        });
        assertThat(location.topology
                        .meters
                        .counter("backref.dead.letters", "reason", "undecodable-index-entry")
                        .count())
                .isEqualTo(1.0);
    }

    /** Bytes that name no media type are what the registry says, and it can say otherwise at the next look. */
    @Test
    void takesForEmptyWhatTheRegistryNoLongerCallsAnIndex() {
        SampleManifest unnamed = index(ONE).replaced("\"mediaType\":\"" + SampleManifest.INDEX + "\",", "");
        location.found(ONE);
        move(unnamed);
        assertThat(lapsed(ONE)).isEmpty();

        location.found(new SampleManifest(unnamed.bytes(), SampleManifest.MANIFEST));
        assertThat(lapsed(ONE)).containsExactly(Form.REFERRERS_TAG);
        location.found(unnamed);
        assertThat(lapsed(ONE)).isEmpty();
    }

    @Test
    void letsNothingReferToItself() {
        SampleManifest former = index(ONE);
        SampleManifest self = indexOf(List.of(SUBJECT.digest(), former.digest(), ONE.digest()));
        location.found(SUBJECT, ONE);
        move(former);
        move(self);

        assertThat(location.edges(SUBJECT.digest())).containsOnlyKeys(ONE.digest(), former.digest());
        assertThat(location.asked()).isEmpty();
    }

    @Test
    void doesNotTakeAnIndexForItsOwnEntry() {
        Digest unchecked = Digest.parse("test:abc");
        location.found(SUBJECT, ONE);
        location.found(unchecked, indexOf(List.of(unchecked, ONE.digest())));
        location.observe(new Source.Tag(AT, TAG), new Observation.PointsTo(unchecked));

        assertThat(location.edges(SUBJECT.digest())).containsOnlyKeys(ONE.digest());
    }

    @Test
    void tellsTwoManifestsThatListEachOther() {
        location.found(ONE, TWO, index(ONE), index(TWO));
        location.points(TWO.referrersTag(), index(ONE));
        location.points(ONE.referrersTag(), index(TWO));

        assertThat(location.edges(TWO.digest())).containsOnlyKeys(ONE.digest());
        assertThat(location.edges(ONE.digest())).containsOnlyKeys(TWO.digest());
        assertThat(location.topology.takeChanges()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "release-1", "sha256-abc", "sha384-", "x"})
    void takesNoOtherTagForAList(String tag) {
        location.found(ONE, TWO, index(ONE, TWO));
        location.points(tag, index(ONE, TWO));

        assertThat(location.topology.takeChanges()).isEmpty();
        assertThat(location.hasRows("A")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {".asc", ".sig.1", ".SIG", "0"})
    void leavesTheTagsOfOtherSchemesAlone(String more) {
        location.found(ONE, index(ONE));
        location.points(TAG + more, index(ONE));

        assertThat(location.hasRows("A")).isFalse();
    }

    private void move(SampleManifest index) {
        location.found(index);
        location.points(TAG, index);
    }

    private Set<Form> lapsed(SampleManifest referrer) {
        return location.lapsed(SUBJECT.digest(), referrer);
    }
}
