package dev.backref.indexer;

import static dev.backref.indexer.SampleEvidence.attestations;
import static dev.backref.indexer.SampleEvidence.buildKitIndex;
import static dev.backref.indexer.SampleEvidence.cosignTag;
import static dev.backref.indexer.SampleEvidence.signatures;
import static dev.backref.indexer.SampleManifest.builtFrom;
import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.imageIndex;
import static dev.backref.indexer.SampleManifest.imageIndexOf;
import static dev.backref.indexer.SampleManifest.index;
import static dev.backref.indexer.contract.Relation.BASE_IMAGE;
import static dev.backref.indexer.contract.Relation.Direction.IN;
import static dev.backref.indexer.contract.Relation.Direction.OUT;
import static dev.backref.indexer.contract.Relation.INDEX_CHILD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.facts.Related;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Source;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told of relations that are no evidence, and taken back. */
class RelationsTest {
    private static final SampleManifest ONE = image("one");
    private static final SampleManifest TWO = image("two");
    private static final SampleManifest SUBJECT = image("subject");
    private static final SampleManifest INDEX = imageIndex(ONE, TWO);

    private final ObservedLocation location = new ObservedLocation();

    @AfterEach
    void close() {
        location.close();
    }

    @Test
    void tellsBothEndsOfAnIndexWhetherOrNotItsChildrenAreKnown() {
        location.found(INDEX, ONE);
        assertThat(children(INDEX)).containsExactlyInAnyOrder(ONE.digest(), TWO.digest());
        assertThat(location.related(ONE.digest(), INDEX_CHILD, IN)).containsExactly(INDEX.digest());
        assertThat(location.related(TWO.digest(), INDEX_CHILD, IN)).containsExactly(INDEX.digest());
        assertThat(location.edges(ONE.digest())).isEmpty();
        assertThat(location.topology.takeChanges()).isEmpty();
    }

    @Test
    void tellsWhatAnImageWasBuiltFromAndAsksForItNowhere() {
        Digest base = image("base").digest();
        SampleManifest image = builtFrom(base, "app");
        location.found(image, image("not built from it"));
        assertThat(location.related(image.digest(), BASE_IMAGE, OUT)).containsExactly(base);
        assertThat(location.related(base, BASE_IMAGE, IN)).containsExactly(image.digest());
        assertThat(location.asked()).isEmpty();
    }

    @Test
    void takesBackWhatWasToldOfAManifestThatIsGoneAndTellsItAgainWhenItComesBack() {
        SampleManifest image = builtFrom(ONE.digest(), "app");
        SampleManifest other = imageIndex(ONE);
        location.found(INDEX, other, image);
        location.gone(INDEX.digest());
        location.gone(image.digest());
        assertThat(children(INDEX)).isEmpty();
        assertThat(location.related(ONE.digest(), INDEX_CHILD, IN)).containsExactly(other.digest());
        assertThat(location.related(ONE.digest(), BASE_IMAGE, IN)).isEmpty();

        location.found(INDEX, image);
        assertThat(children(INDEX)).hasSize(2);
        assertThat(location.related(ONE.digest(), INDEX_CHILD, IN))
                .containsExactlyInAnyOrder(INDEX.digest(), other.digest());
        assertThat(location.related(ONE.digest(), BASE_IMAGE, IN)).containsExactly(image.digest());
    }

    @Test
    void tellsNothingAgainOfWhatIsPushedAgain() {
        location.found(INDEX);
        location.topology.takeFacts();
        location.found(INDEX);
        assertThat(location.topology.takeFacts()).noneMatch(Related.class::isInstance);
    }

    @Test
    void takesNoListUnderAReferrersTagForAnImageIndexWhicheverIsSeenFirst() {
        location.points(SUBJECT.referrersTag(), INDEX);
        location.found(INDEX);
        assertThat(children(INDEX)).isEmpty();

        SampleManifest later = imageIndex(ONE);
        location.found(later);
        assertThat(children(later)).hasSize(1);
        location.points(SUBJECT.referrersTag(), later);
        assertThat(children(later)).isEmpty();
        assertThat(location.related(ONE.digest(), INDEX_CHILD, IN)).isEmpty();
        assertThat(location.edges(SUBJECT.digest())).isEmpty();
    }

    @Test
    void tellsNothingOfAListThatItsTagHasLeft() {
        SampleManifest unseen = imageIndex(TWO);
        location.found(INDEX);
        location.points(SUBJECT.referrersTag(), INDEX);
        location.points(SUBJECT.referrersTag(), unseen);
        location.points(SUBJECT.referrersTag(), image("no list"));
        location.found(unseen);
        location.observe(
                new Source.Manifest(ObservedLocation.AT, INDEX.digest()),
                new Observation.Manifest(INDEX.bytes(), INDEX.mediaType()),
                Observation.RULES + 1);
        assertThat(children(INDEX)).isEmpty();
        assertThat(children(unseen)).isEmpty();
    }

    /** Tools mirror images by digest under tags of that form, lists for several platforms among them. */
    @Test
    void takesDockersManifestListUnderAReferrersTagForAnIndexAndForNoList() {
        SampleManifest list = INDEX.asDockerList();
        location.found(ONE, TWO, SUBJECT, list);
        location.points(SUBJECT.referrersTag(), list);
        location.points(list.referrersTag(), list);
        assertThat(location.edges(SUBJECT.digest())).isEmpty();
        assertThat(location.edges(list.digest())).isEmpty();
        assertThat(children(list)).containsExactlyInAnyOrder(ONE.digest(), TWO.digest());

        location.points(SUBJECT.referrersTag(), index(ONE));
        location.found(index(ONE));
        location.points(SUBJECT.referrersTag(), list);
        assertThat(location.edges(SUBJECT.digest()))
                .hasEntrySatisfying(
                        ONE.digest(), edge -> assertThat(edge.lapsed()).isNotEmpty());
    }

    /** As tools mirror what has no other tag. */
    @Test
    void takesAnIndexUnderTheTagOfItsOwnDigestForItself() {
        location.points(INDEX.referrersTag(), INDEX);
        location.found(INDEX, ONE, TWO);
        location.points(INDEX.referrersTag(), INDEX);
        assertThat(location.edges(INDEX.digest())).isEmpty();
        assertThat(children(INDEX)).containsExactlyInAnyOrder(ONE.digest(), TWO.digest());
        location.points(SUBJECT.referrersTag(), INDEX);
        assertThat(location.edges(SUBJECT.digest())).containsOnlyKeys(ONE.digest(), TWO.digest());
        assertThat(children(INDEX)).as("of this subject it is a list").isEmpty();
    }

    /** Former builds took it for a list of its own referrers, and kept that in mind. */
    @Test
    void takesBackWhatAnIndexUnderTheTagOfItsOwnDigestWasTakenFor() {
        location.found(INDEX, ONE, TWO, index(ONE));
        location.points(SUBJECT.referrersTag(), INDEX);
        location.points(INDEX.referrersTag(), index(ONE));
        assertThat(location.edges(INDEX.digest())).containsOnlyKeys(ONE.digest());
        location.points(INDEX.referrersTag(), INDEX);
        assertThat(location.edges(INDEX.digest())).isEmpty();
        location.untagged(SUBJECT.referrersTag());
        assertThat(children(INDEX)).isEmpty();
        location.observe(
                new Source.Manifest(ObservedLocation.AT, INDEX.digest()),
                new Observation.Manifest(INDEX.bytes(), INDEX.mediaType()),
                Observation.RULES + 1);
        assertThat(children(INDEX)).containsExactlyInAnyOrder(ONE.digest(), TWO.digest());
    }

    @Test
    void takesNoIndexUnderATagOfCosignsForOneOfAnImage() {
        location.found(INDEX);
        location.points(cosignTag(SUBJECT.digest(), "sig"), INDEX);
        assertThat(children(INDEX)).isEmpty();
    }

    @Test
    void keepsNothingOfManifestsThatAreRelatedToNothing() {
        SampleManifest signatures = signatures("one", 2);
        location.points(cosignTag(ONE.digest(), "sig"), signatures);
        location.found(ONE, signatures);
        location.points(cosignTag(TWO.digest(), "sig"), signatures);
        assertThat(List.of("B", "BN", "BL")).noneMatch(location::hasRows);
    }

    @Test
    void countsNoEntryThatSaysItIsEvidenceAmongTheChildren() {
        SampleManifest attested = buildKitIndex(Map.of(ONE, attestations("of one")));
        SampleManifest list = index(ONE, TWO);
        location.found(attested, list);
        assertThat(children(attested)).containsExactly(ONE.digest());
        assertThat(children(list)).isEmpty();
    }

    @Test
    void learnsFromACopyByNewerRulesWhatFormerOnesDidNotSay() {
        Source source = new Source.Manifest(ObservedLocation.AT, INDEX.digest());
        Observation.Manifest found = new Observation.Manifest(INDEX.bytes(), INDEX.mediaType());
        location.observe(source, found, 3);
        assertThat(children(INDEX)).isEmpty();
        location.reindex(location.last(), Optional.empty());
        assertThat(children(INDEX)).hasSize(2);
    }

    @Test
    void takesAnIndexOfManyChildrenInSmallStepsBothWays() {
        Set<Digest> many = new TreeSet<>(IntStream.range(0, 2_500)
                .mapToObj(i -> Digest.sha256(("child " + i).getBytes(StandardCharsets.UTF_8)))
                .toList());
        SampleManifest large = imageIndexOf(many);
        written();
        location.found(large);
        workOff();
        assertThat(children(large)).isEqualTo(many);

        location.gone(large.digest());
        workOff();
        assertThat(children(large)).isEmpty();
        assertThat(location.related(many.iterator().next(), INDEX_CHILD, IN)).isEmpty();
        assertThat(List.of("B", "BN", "BL")).noneMatch(location::hasRows);
    }

    @Test
    void isPushedAgainWhileItIsTakenBack() {
        Set<Digest> many = new TreeSet<>(IntStream.range(0, 1_000)
                .mapToObj(i -> Digest.sha256(("child " + i).getBytes(StandardCharsets.UTF_8)))
                .toList());
        SampleManifest large = imageIndexOf(many);
        location.found(large);
        location.gone(large.digest());
        location.workOff();
        assertThat(children(large)).isEmpty();
        location.found(large);
        location.workOff();
        location.gone(large.digest());
        location.found(large);
        location.workOff();
        assertThat(children(large)).isEqualTo(many);
    }

    @Test
    void leavesNoRowsBehindWhenEverythingIsGone() {
        SampleManifest image = builtFrom(ONE.digest(), "app");
        SampleManifest list = imageIndex(TWO);
        location.found(INDEX, image, list);
        location.points(SUBJECT.referrersTag(), list);
        location.untagged(SUBJECT.referrersTag());
        List.of(INDEX, image, list).forEach(manifest -> location.gone(manifest.digest()));
        location.workOff();
        assertThat(List.of("B", "BN", "BL", "I", "WQ", "WH")).noneMatch(location::hasRows);
    }

    private Set<Digest> children(SampleManifest of) {
        return location.related(of.digest(), INDEX_CHILD, OUT);
    }

    private void workOff() {
        assertThat(written()).isLessThanOrEqualTo(1_000);
        while (location.hasRows("WQ")) {
            location.topology.step();
            assertThat(written()).isLessThanOrEqualTo(1_000);
        }
    }

    /** Rows and facts of one call. */
    private int written() {
        return location.topology.countAndDrop(TestedTopology.changelog(TestedTopology.LOCATIONS))
                + location.topology.takeFacts().size();
    }
}
