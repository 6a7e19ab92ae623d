package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.Completeness.State;
import dev.backref.indexer.contract.LocationKnowledge.Unresolved;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.RegistryKnowledge;
import dev.backref.indexer.contract.RegistryKnowledge.Enumeration;
import dev.backref.indexer.contract.RegistryKnowledge.Unlisted;
import dev.backref.indexer.contract.RepositoriesAnswer;
import dev.backref.indexer.contract.RepositoriesQuery;
import dev.backref.indexer.contract.RepositoriesQuery.Filter;
import dev.backref.indexer.contract.RepositoryKnowledge;
import dev.backref.indexer.contract.RepositoryKnowledge.Failing;
import dev.backref.indexer.contract.RepositoryKnowledge.Swept;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.LocationSignal.Sweep;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryLookupTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(60);

    private final TestedTopology topology = new TestedTopology();

    @AfterEach
    void close() {
        topology.close();
    }

    @Test
    void knowsNothingOfARegistryThatNothingWasToldOf() {
        assertThat(registries()).isEmpty();
        assertThat(all("local")).isEmpty();

        RepositoryKnowledge never = one("local", "never/pushed");
        assertThat(never.state()).isEqualTo(State.UNKNOWN);
        assertThat(never.asOf()).isEmpty();
        assertThat(never.reason()).isPresent();
    }

    @Test
    void tellsOfARegistryWhatItWasTold() {
        told(new LocationSignal.Registry("local", RegistryHistory.NONE, Optional.of(NOON)));
        told(new LocationSignal.Registry("other", RegistryHistory.UNKNOWN, Optional.empty()));
        told(unresolved("local", "broken"));
        told(unresolved("local", "mended"));
        told(new LocationSignal.Resolved(source("local", "mended"), LATER));

        assertThat(registries()).extracting(RegistryKnowledge::name).containsExactly("local", "other");
        RegistryKnowledge local = registries().get(0);
        assertThat(local.state()).isEqualTo(State.PARTIAL);
        assertThat(local.history()).isEqualTo(RegistryHistory.NONE);
        assertThat(local.heard()).contains(NOON);
        assertThat(local.reason()).contains("unresolved since " + NOON + ": unreachable");
        assertThat(local.locations()).isEqualTo(new RegistryKnowledge.Locations(2, 1, 0, 1, 0));
        assertThat(local.enumeration()).isEmpty();
        assertThat(local.sweeping()).isEmpty();

        assertThat(one("local", "broken").unresolved()).contains(new Unresolved(NOON, "unreachable"));
        assertThat(one("local", "broken").state()).isEqualTo(State.UNKNOWN);
        assertThat(one("local", "mended").state()).isEqualTo(State.COMPLETE);
        assertThat(one("local", "mended").asOf()).contains(NOON);
        assertThat(one("local", "never/pushed").state()).isEqualTo(State.COMPLETE);
    }

    @Test
    void countsOfAnEnumerationTheRepositoriesWhereASweepHasEndedOrCouldNotGoOn() {
        enumerated(NOON, "a", "b", "c");
        assertThat(enumeration())
                .isEqualTo(new Enumeration(
                        NOON, 3, true, Basis.TAGS, List.of(Basis.UNTAGGED_NOT_LISTABLE), Optional.empty(), 0));

        listed("a", NOON.plusSeconds(1));
        told(failed("b", NOON.plusSeconds(2)));
        assertThat(enumeration().ended()).isEqualTo(2);
        assertThat(registries().get(0).locations().failing()).isOne();
        assertThat(registries().get(0).locations().partial()).isOne();
        assertThat(one("local", "a").swept()).contains(new Swept(NOON.plusSeconds(1), Basis.TAGS));
        assertThat(one("local", "a").state()).isEqualTo(State.PARTIAL);
        assertThat(one("local", "a").limits()).containsExactly(Basis.UNTAGGED_NOT_LISTABLE);
        Instant failed = NOON.plusSeconds(2);
        assertThat(one("local", "b").failing())
                .contains(new Failing(failed, failed, Optional.of(failed.minusMillis(1)), "server-error", "500"));
        assertThat(one("local", "b").enlisted()).contains(NOON);

        listed("b", NOON.plusSeconds(3));
        listed("c", NOON.plusSeconds(4));
        assertThat(enumeration().ended()).isEqualTo(3);
        assertThat(registries().get(0).locations().failing()).isZero();

        enumerated(LATER, "a", "b", "c");
        assertThat(enumeration().at()).isEqualTo(LATER);
        assertThat(enumeration().ended()).as("no sweep of before counts").isZero();
        listed("a", LATER.plusSeconds(1));
        assertThat(enumeration().ended()).isOne();
    }

    @Test
    void tellsWhichEnumerationWasSweptLastUntilTheNextOneIs() {
        enumerated(NOON, "a", "b");
        listed("a", NOON.plusSeconds(1));
        assertThat(registries().get(0).swept()).isEmpty();
        told(failed("b", NOON.plusSeconds(2)));
        assertThat(registries().get(0).swept()).contains(NOON);
        enumerated(LATER, "a");
        assertThat(registries().get(0).swept()).contains(NOON);
        listed("a", LATER.plusSeconds(1));
        assertThat(registries().get(0).swept()).contains(LATER);
    }

    @Test
    void keepsTheLastEnumerationAndTellsWhyThereWasNoOtherUntilThereIs() {
        enumerated(NOON, "a");
        told(new LocationSignal.EnumerationFailed("local", "timed-out", "no answer", LATER, LATER));
        told(new LocationSignal.EnumerationFailed("local", "server-error", "500", LATER, LATER.plusSeconds(9)));
        assertThat(enumeration().at()).isEqualTo(NOON);
        assertThat(enumeration().locations()).isOne();
        assertThat(registries().get(0).unlisted())
                .contains(new Unlisted(LATER, LATER.plusSeconds(9), "server-error", "500"));

        enumerated(LATER.plusSeconds(10), "a");
        assertThat(registries().get(0).unlisted()).isEmpty();
    }

    @Test
    void tellsOfASweepThatIsGoingOn() {
        enumerated(NOON, "a");
        Sweep sweep = new Sweep("id", NOON.plusSeconds(1), Basis.TAGS);
        told(new LocationSignal.Listing(at("a"), sweep, 0, "", Optional.of(":m"), List.of()));

        assertThat(one("local", "a").sweep()).contains(new RepositoryKnowledge.Sweep(NOON.plusSeconds(1), 0, 0, 0, 0));
        assertThat(registries().get(0).sweeping()).contains(new RegistryKnowledge.Sweeping(1, 0, 0, 0, 0));

        told(new LocationSignal.Listing(at("a"), sweep, 1, ":m", Optional.empty(), List.of()));
        assertThat(one("local", "a").sweep()).isEmpty();
        assertThat(registries().get(0).sweeping()).isEmpty();
    }

    @Test
    void givesRepositoriesByPagesInTheOrderOfTheirNames() {
        List<String> names = List.of("a", "a-b", "a/b", "b", "c");
        names.forEach(name -> told(unresolved("local", name)));
        told(unresolved("locally", "z"));
        told(unresolved("loca", "z"));

        List<String> found = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            RepositoriesAnswer page = page("local", Filter.ALL, after, 2, Caller.ANYONE);
            assertThat(page.repositories()).hasSizeBetween(1, 2);
            page.repositories().forEach(each -> found.add(each.name()));
            after = page.next();
        } while (after.isPresent());
        assertThat(found).containsExactlyElementsOf(names);
    }

    @Test
    void endsWithAPageThatIsJustFull() {
        told(unresolved("local", "a"));
        told(unresolved("local", "b"));
        assertThat(page("local", Filter.ALL, Optional.empty(), 2, Caller.ANYONE).next())
                .isEmpty();
    }

    @Test
    void givesThoseThatFailAlone() {
        enumerated(NOON, "a", "b", "c");
        told(failed("b", LATER));
        assertThat(page("local", new Filter(Optional.empty(), true), Optional.empty(), 10, Caller.ANYONE)
                        .repositories())
                .extracting(RepositoryKnowledge::name)
                .containsExactly("b");
    }

    @Test
    void showsNobodyWhatHeMayNotSee() {
        told(unresolved("local", "hidden"));
        told(unresolved("local", "shown"));
        RepositoryKnowledge never = one("local", "never/pushed");
        Caller some = location ->
                CompletableFuture.completedStage(!location.repository().equals("hidden"));

        assertThat(page("local", Filter.ALL, Optional.empty(), 10, some).repositories())
                .extracting(RepositoryKnowledge::name)
                .containsExactly("shown");
        assertThat(page("local", new Filter(Optional.of("hidden"), false), Optional.empty(), 1, some)
                        .repositories())
                .singleElement()
                .usingRecursiveComparison()
                .ignoringFields("name")
                .isEqualTo(never);
    }

    @Test
    void refusesACursorOfSomethingElseAndAPosition() {
        assertThatThrownBy(() -> page("local", Filter.ALL, Optional.of("cnVuIGF3YXk"), 1, Caller.ANYONE))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a cursor of this listing: \"cnVuIGF3YXk\"");
        Ask ask = new Ask(Caller.ANYONE, Instant.now().plusSeconds(5), Optional.of(new Position(1, 0, 5, NOON)));
        assertThatThrownBy(() -> topology.registries()
                        .registries(ask)
                        .toCompletableFuture()
                        .join())
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
    }

    private List<RegistryKnowledge> registries() {
        return topology.registries()
                .registries(SimulatedIngest.ask())
                .toCompletableFuture()
                .join()
                .registries();
    }

    private Enumeration enumeration() {
        return registries().get(0).enumeration().orElseThrow();
    }

    private List<RepositoryKnowledge> all(String registry) {
        return page(registry, Filter.ALL, Optional.empty(), 100, Caller.ANYONE).repositories();
    }

    private RepositoryKnowledge one(String registry, String repository) {
        return topology.registries()
                .repositories(RepositoriesQuery.of(new Location(registry, repository), SimulatedIngest.ask()))
                .toCompletableFuture()
                .join()
                .repositories()
                .get(0);
    }

    private RepositoriesAnswer page(String registry, Filter filter, Optional<String> after, int limit, Caller caller) {
        Ask ask = new Ask(caller, Instant.now().plusSeconds(20), Optional.empty());
        return topology.registries()
                .repositories(new RepositoriesQuery(registry, filter, after, limit, ask))
                .toCompletableFuture()
                .join();
    }

    private void told(LocationSignal signal) {
        topology.signal(signal, LATER);
        for (int step = 0; step < 5; step++) {
            topology.step();
        }
    }

    private void enumerated(Instant at, String... repositories) {
        for (String repository : repositories) {
            told(new LocationSignal.Enlisted(at(repository), at));
        }
        told(new LocationSignal.Enumerated("local", at, repositories.length, true, Basis.TAGS, Optional.empty()));
    }

    /** A sweep that finds nothing, from its beginning to its end. */
    private void listed(String repository, Instant began) {
        Sweep sweep = new Sweep("sweep-" + began, began, Basis.TAGS);
        told(new LocationSignal.Listing(at(repository), sweep, 0, "", Optional.empty(), List.of()));
    }

    private static LocationSignal failed(String repository, Instant at) {
        return new LocationSignal.SweepFailed(
                at(repository), new Sweep("failed-" + at, at.minusMillis(1), Basis.TAGS), "server-error", "500", at);
    }

    private static LocationSignal unresolved(String registry, String repository) {
        return new LocationSignal.Unresolved(source(registry, repository), "unreachable", "for a human", NOON, NOON);
    }

    private static Source source(String registry, String repository) {
        return new Source.Tag(new Location(registry, repository), "latest");
    }

    private static Location at(String repository) {
        return new Location("local", repository);
    }
}
