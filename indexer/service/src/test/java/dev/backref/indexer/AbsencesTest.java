package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Completeness.State;
import dev.backref.indexer.contract.RepositoriesQuery;
import dev.backref.indexer.contract.RepositoryKnowledge;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal.Confirmed;
import dev.backref.ingest.contract.LocationSignal.Enlisted;
import dev.backref.ingest.contract.LocationSignal.Enumerated;
import dev.backref.ingest.contract.LocationSignal.Listing;
import dev.backref.ingest.contract.LocationSignal.Sweep;
import dev.backref.ingest.contract.LocationSignal.SweepFailed;
import dev.backref.ingest.contract.LocationSignal.Unresolved;
import dev.backref.ingest.contract.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Repositories that their registry does not have: what that does to what is known of the registry. */
class AbsencesTest {
    private static final SampleManifest APP = image("app");
    private static final Location OTHER = new Location(SweptRegistry.AT.registry(), "team/other");

    private final SweptRegistry registry = new SweptRegistry(Basis.DIGESTS);

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void leaveARegistryCompleteThatNeverHadThem() {
        registry.tag("v1", APP);
        registry.sweep();
        enumerated(1);
        assertThat(registry.ofRegistry().state()).isEqualTo(State.COMPLETE);

        Sweep mistyped = notFound(OTHER);
        registry.settle();
        assertThat(registry.ofRegistry().state()).isEqualTo(State.COMPLETE);
        assertThat(registry.told().locations().all()).isOne();
        assertThat(registry.told().locations().failing()).isZero();
        assertThat(one(OTHER).gone()).isPresent();
        assertThat(one(OTHER).failing()).isEmpty();
        assertThat(one(OTHER).swept().orElseThrow().at()).isEqualTo(mistyped.began());
    }

    @Test
    void leaveAsNewAsItIsWhatIsKnownOfTheOthers() {
        registry.tag("v1", APP);
        registry.sweep();
        sweptEmpty(OTHER);
        enumerated(1);
        notFound(OTHER);
        registry.settle();
        enumerated(1);
        Instant enumeration = registry.now().minusMillis(1);
        assertThat(registry.sweep().began()).isAfter(enumeration);
        assertThat(registry.ofRegistry().oldest().orElseThrow()).isAfterOrEqualTo(enumeration.minusMillis(1));
        assertThat(registry.ofRegistry().state()).isEqualTo(State.COMPLETE);
    }

    @Test
    void countAmongThoseThatAnEnumerationFound() {
        registry.tag("v1", APP);
        Instant began = registry.now();
        registry.signal(new Enlisted(SweptRegistry.AT, began));
        registry.signal(new Enlisted(OTHER, began));
        registry.signal(new Enumerated(OTHER.registry(), began, 2, true, Basis.DIGESTS, Optional.empty()));
        registry.sweep();
        notFound(OTHER);
        assertThat(registry.told().enumeration().orElseThrow().ended())
                .as("nobody has looked yet")
                .isOne();
        registry.settle();
        assertThat(registry.told().enumeration().orElseThrow().ended()).isEqualTo(2);
        assertThat(registry.ofRegistry().locations()).isOne();
        assertThat(registry.ofRegistry().state()).isEqualTo(State.COMPLETE);
    }

    @Test
    void endWithWhatIsFoundThere() {
        registry.tag("v1", APP);
        registry.sweep();
        registry.tags.clear();
        registry.manifests.clear();
        notFound(SweptRegistry.AT);
        registry.settle();
        assertThat(registry.told().locations().all()).isZero();
        registry.hold(APP);
        registry.reportPush(APP);
        assertThat(registry.told().locations().all()).isOne();
        assertThat(one(SweptRegistry.AT).gone()).isEmpty();
    }

    @Test
    void endWithWhatCannotBeLookedAtThere() {
        notFound(OTHER);
        registry.settle();
        registry.signal(new Unresolved(new Source.Tag(OTHER, "v1"), "unreachable", "", registry.now(), registry.now()));
        assertThat(registry.told().locations().all()).isOne();
        assertThat(registry.told().locations().troubled()).isOne();
    }

    @Test
    void areNoneWhereOnlyTheTagsAreGone() {
        registry.tag("v1", APP);
        registry.sweep();
        registry.tags.clear();
        Sweep sweep = notFound(SweptRegistry.AT);
        registry.settle();
        assertThat(registry.told().locations().all()).isOne();
        assertThat(one(SweptRegistry.AT).gone()).isEmpty();
        assertThat(one(SweptRegistry.AT).swept().orElseThrow().at()).isEqualTo(sweep.began());
    }

    /** It can be back, and neither has anybody looked nor does a webhook tell. */
    @Test
    void endWhereTheRegistryListsThemAgain() {
        registry.tag("v1", APP);
        registry.sweep();
        notFound(OTHER);
        registry.settle();
        enumerated(1);
        assertThat(registry.told().locations().all()).isOne();
        registry.signal(new Enlisted(OTHER, registry.now().plusMillis(1)));
        assertThat(one(OTHER).gone()).isEmpty();
        assertThat(registry.told().locations().all()).isEqualTo(2);
        registry.signal(new SweepFailed(OTHER, registry.begin(), "unauthorized", "answered 401", registry.now()));
        assertThat(registry.ofRegistry().failing()).isPresent();
    }

    @Test
    void endWithASweepThatFindsAnEmptyRepository() {
        notFound(OTHER);
        registry.settle();
        sweptEmpty(OTHER);
        assertThat(one(OTHER).gone()).isEmpty();
        assertThat(one(OTHER).failing()).isEmpty();
    }

    @Test
    void areNotSaidOfOneThatNobodyCouldLookAt() {
        registry.refused.put(new Source.Repository(OTHER), "unauthorized");
        notFound(OTHER);
        registry.settle();
        assertThat(one(OTHER).gone()).isEmpty();
        assertThat(one(OTHER).failing().orElseThrow().reason()).isEqualTo("unproven-404");
    }

    /** The registry has answered otherwise when it was asked for the repository itself. */
    @Test
    void areNoneWhereTheRepositoryIsThereAfterAll() {
        registry.tag("v1", APP);
        registry.sweep();
        notFound(SweptRegistry.AT);
        registry.topology.takeWanted();
        registry.signal(new Confirmed(new Source.Repository(SweptRegistry.AT), registry.now(), Optional.empty()));
        registry.settle();
        RepositoryKnowledge known = one(SweptRegistry.AT);
        assertThat(known.gone()).isEmpty();
        assertThat(known.failing().orElseThrow().reason()).isEqualTo("contradicted");
        assertThat(registry.told().locations().failing()).isOne();
    }

    @Test
    void areToldAlsoWhereAWebhookReportsThem() {
        registry.tag("v1", APP);
        registry.sweep();
        registry.tags.clear();
        registry.manifests.clear();
        registry.report(new Source.Repository(SweptRegistry.AT), Cause.Kind.DELETE);
        registry.settle();
        assertThat(registry.told().locations().all()).isZero();
        registry.pass(Duration.ofDays(1));
        assertThat(one(SweptRegistry.AT).gone()).isPresent();
    }

    private Sweep notFound(Location location) {
        Sweep sweep = registry.begin();
        registry.signal(new SweepFailed(location, sweep, SweepFailed.NOT_FOUND, "no such repository", registry.now()));
        return sweep;
    }

    private void sweptEmpty(Location location) {
        registry.signal(new Listing(location, registry.begin(), 0, "", Optional.empty(), List.of()));
        registry.settle();
    }

    private void enumerated(long locations) {
        Instant began = registry.now();
        registry.signal(new Enlisted(SweptRegistry.AT, began));
        registry.signal(new Enumerated(OTHER.registry(), began, locations, true, Basis.DIGESTS, Optional.empty()));
    }

    private RepositoryKnowledge one(Location location) {
        return SimulatedIngest.get(registry.topology
                        .registries()
                        .repositories(RepositoriesQuery.of(location, SimulatedIngest.ask())))
                .repositories()
                .get(0);
    }
}
