package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.index;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Completeness.State;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal.Enlisted;
import dev.backref.ingest.contract.LocationSignal.Enumerated;
import dev.backref.ingest.contract.LocationSignal.Listing;
import dev.backref.ingest.contract.LocationSignal.Sweep;
import dev.backref.ingest.contract.LocationSignal.SweepFailed;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the index makes of sweeps, where ingest and the registry are played. */
class SweepTest {
    private static final String SBOM = "application/spdx+json";
    private static final SampleManifest APP = image("app");
    private static final SampleManifest ONE = referrer(APP, SBOM, "one");
    private static final SampleManifest TWO = referrer(APP, SBOM, "two");

    private SweptRegistry registry = new SweptRegistry(Basis.TAGS);

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void bringsWhatTheTagsOfAnOldLocationReach() {
        registry.tag("v1", APP);
        registry.hold(ONE, TWO);
        registry.tag(APP.referrersTag(), index(ONE, TWO));
        assertThat(registry.answer(APP.digest()).knowledge().complete()).isEmpty();

        Sweep sweep = registry.sweep();
        assertThat(registry.referrers(APP.digest())).containsOnly(ONE.digest(), TWO.digest());
        assertThat(registry.answer(APP.digest()).knowledge().complete()).contains(sweep.began());
    }

    @Test
    void bringsTheChildrenOfAnIndexAndWhatRefersToThem() {
        SampleManifest image = image("for one platform");
        SampleManifest sbom = referrer(image, SBOM, "of one platform");
        registry.hold(image, sbom);
        registry.tag("v1", index(image, sbom));
        registry.sweep();
        assertThat(registry.referrers(image.digest())).containsOnly(sbom.digest());
    }

    @Test
    void isNotCompleteBeforeEverythingWantedHasComeBack() {
        registry.tag("v1", APP);
        registry.hold(ONE);
        registry.tag(APP.referrersTag(), index(ONE));
        Sweep sweep = registry.begin();
        registry.pieces(sweep, 10).forEach(registry::signal);
        for (int answers = 0; answers < 3; answers++) { // Two tags with what stands there, then what one lists.
            steps();
            assertThat(registry.answer(APP.digest()).knowledge().complete()).isEmpty();
            assertThat(registry.answer(1)).isEqualTo(1);
        }
        registry.settle();
        assertThat(registry.answer(APP.digest()).knowledge().complete()).contains(sweep.began());
        assertThat(registry.referrers(APP.digest())).containsOnly(ONE.digest());
    }

    @Test
    void looksOnceAtEachTagAndNeverFetchesWhatItKnows() {
        registry.tag("v1", APP);
        registry.hold(ONE);
        registry.tag(APP.referrersTag(), index(ONE));
        registry.sweep();
        // Two tags with what stands there, what one lists, and its subject, which it names before that tag is fetched.
        assertThat(registry.asked).hasSize(4).doesNotHaveDuplicates().noneMatch(RegistryEvent::known);

        registry.asked.clear();
        registry.sweep();
        assertThat(registry.asked)
                .allMatch(RegistryEvent::known)
                .extracting(RegistryEvent::source)
                .containsExactlyInAnyOrder(
                        new Source.Tag(SweptRegistry.AT, "v1"),
                        new Source.Tag(SweptRegistry.AT, APP.referrersTag()),
                        new Source.Manifest(SweptRegistry.AT, ONE.digest()));
        registry.pass(Duration.ofMinutes(1));
        assertThat(registry.drift()).isZero();
    }

    @Test
    void asksNothingOfAManifestThatIsListedWithWhereItsTagsPoint() {
        registry.close();
        registry = new SweptRegistry(Basis.DIGESTS);
        registry.tag("v1", APP);
        registry.hold(ONE);
        registry.sweep();
        assertThat(registry.referrers(APP.digest())).containsOnly(ONE.digest());

        registry.asked.clear();
        registry.sweep();
        assertThat(registry.asked).isEmpty();
    }

    @Test
    void bringsWhatTheRegistryItselfListsToAnyDepth() {
        registry.close();
        registry = new SweptRegistry(Basis.REFERRERS_API);
        SampleManifest ofOne = referrer(ONE, SBOM, "signature of the sbom");
        registry.tag("v1", APP);
        registry.hold(ONE, ofOne);
        registry.sweep();
        assertThat(registry.referrers(APP.digest())).containsOnly(ONE.digest());
        assertThat(registry.referrers(ONE.digest())).containsOnly(ofOne.digest());

        registry.asked.clear();
        registry.sweep();
        // One tag, what refers to each of three, and whether the two without a tag are still there.
        assertThat(registry.asked).hasSize(6).doesNotHaveDuplicates();
        assertThat(registry.asked).filteredOn(RegistryEvent::known).hasSize(3);
    }

    @Test
    void findsWhatNoWebhookBroughtAndCountsThat() {
        registry.tag("v1", APP);
        registry.hold(ONE);
        registry.tag(APP.referrersTag(), index(ONE));
        registry.sweep();

        registry.delete(ONE.digest());
        registry.hold(TWO);
        registry.tag(APP.referrersTag(), index(TWO));
        assertThat(registry.referrers(APP.digest())).containsOnly(ONE.digest());
        registry.sweep();
        assertThat(registry.referrers(APP.digest())).containsOnly(TWO.digest());
        registry.pass(Duration.ofMinutes(1));
        // The tag that moved, and the manifest that is gone; the new index and its entry are named by these.
        assertThat(registry.drift()).isEqualTo(2);
    }

    @Test
    void keepsWhatALookFindsThoughAListingLacksIt() {
        registry.tag("v1", APP);
        registry.reportPush(ONE);
        registry.hold(ONE);
        registry.reportPush(ONE);
        registry.sweep();
        assertThat(registry.referrers(APP.digest())).containsOnly(ONE.digest());
    }

    @Test
    void countsASweepForNothingWhosePiecesHaveAGap() {
        for (int tag = 0; tag < 9; tag++) {
            registry.tag("v" + tag, image("app " + tag));
        }
        Sweep gap = registry.begin();
        List<Listing> pieces = registry.pieces(gap, 3);
        registry.signal(pieces.get(0));
        registry.signal(pieces.get(2));
        registry.signal(pieces.get(3));
        registry.settle();
        assertThat(registry.answer(APP.digest()).knowledge().complete()).isEmpty();

        Sweep whole = registry.sweep();
        assertThat(registry.answer(APP.digest()).knowledge().complete()).contains(whole.began());
    }

    @Test
    void believesThatARegistryHasNoMoreThanItEnumerated() {
        Location never = new Location("old", "never/pushed");
        enumerate(1);
        assertThat(complete(never)).isPresent();
        assertThat(complete(SweptRegistry.AT)).isEmpty();
        registry.tag("v1", APP);
        registry.sweep();
        assertThat(complete(SweptRegistry.AT)).isPresent();
        assertThat(registry.ofRegistry().state()).isEqualTo(State.PARTIAL);
        assertThat(registry.ofRegistry().limits()).containsExactly(Basis.UNTAGGED_NOT_LISTABLE);
    }

    @Test
    void doesNotBelieveAnEnumerationBeforeAllItsLocationsAreKnown() {
        Location never = new Location("old", "never/pushed");
        enumerate(2);
        assertThat(complete(never)).isEmpty();
    }

    @Test
    void keepsWhatEarlierSweepsToldWhenALaterOneFails() {
        registry.tag("v1", APP);
        Sweep sweep = registry.sweep();
        Sweep failed = registry.begin();
        registry.signal(new SweepFailed(SweptRegistry.AT, failed, "unreachable", "connection refused", registry.now()));
        assertThat(complete(SweptRegistry.AT)).contains(sweep.began());
        registry.settle();
        assertThat(registry.ofRegistry().reason()).isPresent();
    }

    @Test
    void takesAwayEverythingOfARepositoryThatTheRegistryNoLongerKnows() {
        registry.tag("v1", APP);
        registry.hold(ONE);
        registry.tag(APP.referrersTag(), index(ONE));
        registry.sweep();
        registry.tags.clear();
        registry.manifests.clear();
        registry.signal(new SweepFailed(
                SweptRegistry.AT, registry.begin(), SweepFailed.NOT_FOUND, "no such repository", registry.now()));
        registry.settle();
        assertThat(registry.referrers(APP.digest())).isEmpty();
        assertThat(registry.asked)
                .anyMatch(event -> event.source() instanceof Source.Repository
                        && event.cause().kind() == Cause.Kind.SWEEP);
    }

    @Test
    void asksAboutEachManifestOfARepositoryWhoseTagsTheRegistryDoesNotKnow() {
        registry.tag("v1", APP);
        registry.hold(ONE);
        registry.tag(APP.referrersTag(), index(ONE));
        registry.sweep();
        assertThat(registry.referrers(APP.digest())).containsExactly(ONE.digest());
        registry.tags.clear();
        registry.asked.clear();
        registry.signal(new SweepFailed(
                SweptRegistry.AT, registry.begin(), SweepFailed.NOT_FOUND, "no such repository", registry.now()));
        registry.settle();

        assertThat(registry.referrers(APP.digest())).containsExactly(ONE.digest());
        assertThat(registry.asked).noneMatch(event -> event.cause().kind() == Cause.Kind.CASCADE);
        assertThat(registry.asked)
                .filteredOn(event -> event.source() instanceof Source.Manifest)
                .hasSize(3)
                .allMatch(RegistryEvent::known);
    }

    @Test
    void followsOneSweepAfterTheOther() {
        registry.tag("v1", APP);
        Sweep first = registry.begin();
        Sweep second = registry.begin();
        registry.pieces(first, 10).forEach(registry::signal);
        registry.pieces(second, 10).forEach(registry::signal);
        registry.settle();
        assertThat(complete(SweptRegistry.AT)).contains(second.began());
    }

    private Optional<Instant> complete(Location at) {
        return registry.knowledge(at).complete();
    }

    /** The registry says that it has so many repositories, of which one is told. */
    private void enumerate(long locations) {
        Instant began = registry.now();
        registry.signal(new Enlisted(SweptRegistry.AT, began));
        registry.signal(new Enumerated("old", began, locations, true, Basis.TAGS, Optional.empty()));
    }

    private void steps() {
        for (int step = 0; step < 10; step++) {
            registry.topology.step();
        }
    }
}
