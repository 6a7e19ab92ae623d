package dev.backref.indexer;

import static dev.backref.indexer.Backend.FRESH;
import static dev.backref.indexer.Backend.LEGACY;
import static dev.backref.indexer.Backend.MIRROR;
import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.Completeness.OfRegistry;
import dev.backref.indexer.contract.Completeness.State;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.indexer.contract.SubjectQuery.Scope;
import dev.backref.ingest.contract.Location;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over which locations an answer says how much is known, whichever referrers it lists. */
class ScopeTest {
    private static final SampleManifest SUBJECT = image("subject");
    private static final SampleManifest SBOM = referrer(SUBJECT, "application/spdx+json", "sbom");
    private static final Location FRESH_APP = new Location(FRESH, "app");
    private static final Location MIRROR_APP = new Location(MIRROR, "app");
    private static final Location LEGACY_APP = new Location(LEGACY, "app");
    private static final int MOST_HOMES = 1_000;

    private final TopologyTestDriverBackend backend = new TopologyTestDriverBackend();

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void sumsUpHomesAndNoOtherPlaceThatHasAReferrer() {
        backend.push(FRESH_APP, SUBJECT);
        backend.push(LEGACY_APP, SBOM); // Its subject is looked for there in vain.

        Completeness homes = homes(Caller.ANYONE);
        assertThat(homes.scope()).isEqualTo("homes");
        assertThat(homes.state()).isEqualTo(State.COMPLETE);
        assertThat(homes.oldest()).isPresent();
        assertThat(homes.reason()).isEmpty();
        assertThat(homes.registries()).extracting(OfRegistry::name).containsExactly(FRESH);
        assertThat(homes.registries().get(0).locations()).isOne();
        assertThat(homes.registries().get(0).complete()).isOne();
    }

    @Test
    void isPartialWhereOneHomeIsUnknownUntilTheSubjectIsDeletedThere() {
        backend.push(FRESH_APP, SUBJECT);
        backend.push(new Location(FRESH, "copy"), SUBJECT);
        backend.push(LEGACY_APP, SUBJECT);

        Completeness homes = homes(Caller.ANYONE);
        assertThat(homes.state()).isEqualTo(State.PARTIAL);
        assertThat(homes.registries()).extracting(OfRegistry::name).containsExactly(FRESH, LEGACY);
        assertThat(homes.registries()).extracting(OfRegistry::locations).containsExactly(2L, 1L);
        assertThat(homes.registries().get(1).reason())
                .contains("what it held before Backref began to listen is unknown");

        backend.delete(LEGACY_APP, SUBJECT.digest());
        assertThat(homes(Caller.ANYONE).state()).isEqualTo(State.COMPLETE);
    }

    @Test
    void namesTheHomeThatIsNotComplete() {
        backend.push(FRESH_APP, SUBJECT);
        backend.push(new Location(FRESH, "broken"), SUBJECT);
        backend.pushUnreadable(new Location(FRESH, "broken"), SBOM);

        OfRegistry fresh = homes(Caller.ANYONE).registries().get(0);
        assertThat(fresh.state()).isEqualTo(State.PARTIAL);
        assertThat(fresh.complete()).isOne();
        assertThat(fresh.reason().orElseThrow()).startsWith("broken: unresolved since ");
    }

    @Test
    void knowsNothingWhereNoHomeIsKnown() {
        backend.push(FRESH_APP, SBOM);

        Completeness homes = homes(Caller.ANYONE);
        assertThat(homes.state()).isEqualTo(State.UNKNOWN);
        assertThat(homes.reason()).contains("no location is known that has the subject itself");
        assertThat(homes.registries()).isEmpty();
    }

    @Test
    void leavesOutHomesAndStatesThatTheCallerMayNotSee() {
        backend.push(FRESH_APP, SUBJECT);
        backend.push(LEGACY_APP, SUBJECT);
        backend.pushUnreadable(MIRROR_APP, SBOM);
        Caller caller = location -> CompletableFuture.completedStage(location.equals(FRESH_APP));

        assertThat(homes(caller).registries()).extracting(OfRegistry::name).containsExactly(FRESH);
        assertThat(homes(location -> CompletableFuture.completedStage(false)).state())
                .isEqualTo(State.UNKNOWN);
        Filter there = new Filter(Set.of(), Set.of(MIRROR), Optional.of("app"));
        assertThat(ask(Caller.ANYONE, there, Scope.FILTERED)
                        .completeness()
                        .registries()
                        .get(0)
                        .reason())
                .isPresent();
        assertThat(ask(caller, there, Scope.FILTERED).completeness())
                .as("as of a repository that nothing was told of")
                .isEqualTo(new Completeness(
                        MIRROR_APP.toString(),
                        State.UNKNOWN,
                        Optional.empty(),
                        Optional.empty(),
                        ask(Caller.ANYONE, new Filter(Set.of(), Set.of(MIRROR), Optional.of("never")), Scope.FILTERED)
                                .completeness()
                                .registries()));
    }

    @Test
    void neverCallsMoreHomesCompleteThanItLooksAt() {
        for (int number = 0; number <= MOST_HOMES; number++) {
            backend.push(new Location(FRESH, "copy" + number), SUBJECT);
        }

        Completeness homes = homes(Caller.ANYONE);
        assertThat(homes.registries().get(0).locations()).isEqualTo(MOST_HOMES);
        assertThat(homes.registries().get(0).state()).isEqualTo(State.COMPLETE);
        assertThat(homes.state()).isEqualTo(State.PARTIAL);
        assertThat(homes.reason()).contains("only the first 1000 locations that have the subject were looked at");

        backend.delete(new Location(FRESH, "copy7"), SUBJECT.digest());
        assertThat(homes(Caller.ANYONE).state()).isEqualTo(State.COMPLETE);
    }

    @Test
    void saysWhatTheScopeIsWhateverTheFiltersLeave() {
        backend.push(FRESH_APP, SUBJECT);
        backend.push(FRESH_APP, SBOM);
        backend.push(MIRROR_APP, SBOM);
        Filter mirror = new Filter(Set.of(), Set.of(MIRROR), Optional.of("app"));

        SubjectAnswer answer = ask(Caller.ANYONE, mirror, Scope.HOMES);
        assertThat(answer.referrers())
                .singleElement()
                .satisfies(only -> assertThat(only.locations())
                        .extracting(at -> at.location())
                        .containsExactly(MIRROR_APP));
        assertThat(answer.completeness().registries())
                .extracting(OfRegistry::name)
                .containsExactly(FRESH);
        Completeness registries = ask(Caller.ANYONE, mirror, Scope.REGISTRIES).completeness();
        assertThat(registries.scope()).isEqualTo(MIRROR);
        assertThat(ask(Caller.ANYONE, mirror, Scope.ALL).completeness())
                .isEqualTo(ask(Caller.ANYONE, Filter.NONE, Scope.FILTERED).completeness());
    }

    @Test
    void sumsUpTheRegistriesThatAreNamedAlsoThoseThatNothingWasToldOf() {
        backend.push(FRESH_APP, SUBJECT);
        backend.push(MIRROR_APP, SBOM);
        backend.push(LEGACY_APP, SBOM);

        Filter both = new Filter(Set.of(), Set.of(MIRROR, FRESH), Optional.empty());
        SubjectAnswer answer = ask(Caller.ANYONE, both, Scope.FILTERED);
        assertThat(answer.referrers().get(0).locations())
                .extracting(at -> at.location())
                .containsExactly(MIRROR_APP);
        assertThat(answer.completeness().scope()).isEqualTo(FRESH + "," + MIRROR);
        assertThat(answer.completeness().state()).isEqualTo(State.COMPLETE);
        assertThat(ask(Caller.ANYONE, both, Scope.REGISTRIES).completeness()).isEqualTo(answer.completeness());

        Filter nobody = new Filter(Set.of(), Set.of(FRESH, "nobody"), Optional.empty());
        assertThat(ask(Caller.ANYONE, nobody, Scope.REGISTRIES).completeness().state())
                .isEqualTo(State.PARTIAL);
    }

    @Test
    void remembersNoSumBeyondTheNextHome() {
        backend.push(FRESH_APP, SUBJECT);
        backend.push(MIRROR_APP, image("heard before"));
        SubjectIndex remembered = backend.remembered();
        assertThat(ask(remembered, Caller.ANYONE, Filter.NONE, Scope.HOMES)
                        .completeness()
                        .registries())
                .hasSize(1);
        assertThat(ask(remembered, Caller.ANYONE, Filter.NONE, Scope.ALL)
                        .completeness()
                        .scope())
                .isEqualTo("all");

        backend.push(MIRROR_APP, SUBJECT);
        backend.settle();
        assertThat(ask(remembered, Caller.ANYONE, Filter.NONE, Scope.HOMES)
                        .completeness()
                        .registries())
                .hasSize(2);
    }

    private Completeness homes(Caller caller) {
        return ask(caller, Filter.NONE, Scope.HOMES).completeness();
    }

    private SubjectAnswer ask(Caller caller, Filter filter, Scope scope) {
        backend.settle();
        return ask(backend.lookups(), caller, filter, scope);
    }

    private static SubjectAnswer ask(SubjectIndex index, Caller caller, Filter filter, Scope scope) {
        Ask ask = new Ask(caller, Instant.now().plusSeconds(20), Optional.empty());
        return SimulatedIngest.get(
                index.subject(new SubjectQuery(SUBJECT.digest(), filter, scope, Optional.empty(), 10, ask)));
    }
}
