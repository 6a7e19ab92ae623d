package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.Completeness.OfRegistry;
import dev.backref.indexer.contract.Completeness.State;
import dev.backref.indexer.contract.LocationKnowledge.Rejected;
import dev.backref.indexer.contract.LocationKnowledge.Unresolved;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.RegistryRefusal;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What the index makes of the signals of ingest, one by one and in any order. Each case has a registry of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class SignalsContract {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final Instant IN_THE_END = Instant.parse("2100-01-01T00:00:00Z");
    private static final Digest SUBJECT = image("any subject").digest();

    private SignalBackend backend;

    /** Opens the backend that all cases use; it is closed behind the last one. */
    protected abstract SignalBackend open();

    @BeforeAll
    void openBackend() {
        backend = open();
    }

    @AfterAll
    void closeBackend() {
        if (backend != null) {
            backend.close();
        }
    }

    @Test
    void believesThatARegistryWasEmptyOnceItHasBeenHeardFrom() {
        Location at = new Location("quiet", "app");
        configured("quiet", RegistryHistory.NONE, Optional.empty());
        assertThat(backend.knowledge(at).complete()).isEmpty();
        assertThat(only("quiet").reason()).contains("no push or delete of it has been looked at yet");

        configured("quiet", RegistryHistory.NONE, Optional.of(NOON));
        assertThat(backend.knowledge(at).complete()).contains(NOON);
        assertThat(only("quiet").state()).isEqualTo(State.COMPLETE);
        assertThat(only("quiet").reason()).isEmpty();
    }

    @Test
    void keepsTheFirstTimeThatARegistryWasHeardFrom() {
        configured("often", RegistryHistory.NONE, Optional.of(NOON));
        configured("often", RegistryHistory.NONE, Optional.empty());
        configured("often", RegistryHistory.NONE, Optional.of(LATER));

        assertThat(backend.knowledge(new Location("often", "app")).complete()).contains(NOON);
        assertThat(only("often").oldest()).contains(NOON);
    }

    @Test
    void takesASignalBehindTheObservationsOfItsRegistry() {
        Location at = new Location("later", "app");
        backend.signal(new LocationSignal.Registry("later", RegistryHistory.NONE, Optional.empty()));
        observed(at, "later");
        configured("later", RegistryHistory.NONE, Optional.of(NOON));

        assertThat(backend.knowledge(at).complete()).contains(NOON);
        assertThat(only("later").locations()).isOne();
    }

    @Test
    void neverCallsARegistryOfUnknownHistoryComplete() {
        Location at = new Location("unknown", "app");
        configured("unknown", RegistryHistory.UNKNOWN, Optional.of(NOON));
        observed(at, "unknown");

        assertThat(backend.knowledge(at).complete()).isEmpty();
        assertThat(only("unknown").state()).isEqualTo(State.UNKNOWN);
        assertThat(only("unknown").reason()).contains("what it held before Backref began to listen is unknown");
    }

    @Test
    void knowsNothingOfARegistryThatNobodyConfigured() {
        Completeness completeness = of(new Filter(Set.of(), Optional.of("nobody"), Optional.empty()));

        assertThat(completeness.state()).isEqualTo(State.UNKNOWN);
        assertThat(completeness.registries()).singleElement().satisfies(nobody -> {
            assertThat(nobody.state()).isEqualTo(State.UNKNOWN);
            assertThat(nobody.locations()).isZero();
        });
        assertThat(backend.knowledge(new Location("nobody", "app")).complete()).isEmpty();
    }

    @Test
    void showsWhatIsUnresolvedUntilItIsResolved() {
        Location at = new Location("broken", "app");
        configured("broken", RegistryHistory.NONE, Optional.of(NOON));
        observed(new Location("broken", "fine"), "fine");
        Source source = manifest(at, "unresolved");
        backend.signal(unresolved(source, "unreachable", NOON));

        assertThat(backend.knowledge(at).unresolved()).contains(new Unresolved(NOON, "unreachable"));
        assertThat(backend.knowledge(at).complete()).contains(NOON);
        assertThat(backend.knowledge(new Location("broken", "fine")).unresolved())
                .isEmpty();
        OfRegistry broken = only("broken");
        assertThat(broken.state()).isEqualTo(State.PARTIAL);
        assertThat(broken.basis()).isEqualTo(Basis.EVENTS);
        assertThat(List.of(broken.locations(), broken.complete())).containsExactly(2L, 1L);
        assertThat(broken.oldest()).contains(NOON);
        assertThat(broken.reason()).contains("unresolved since " + NOON + ": unreachable");
        assertThat(ofLocation(at).state()).isEqualTo(State.UNKNOWN);
        assertThat(ofLocation(new Location("broken", "fine")).state()).isEqualTo(State.COMPLETE);

        backend.signal(new LocationSignal.Resolved(source, LATER));
        assertThat(backend.knowledge(at).unresolved()).isEmpty();
        assertThat(only("broken").state()).isEqualTo(State.COMPLETE);
        assertThat(only("broken").complete()).isEqualTo(2);
    }

    @Test
    void showsTheOldestOfWhatIsUnresolved() {
        Location at = new Location("slow", "app");
        configured("slow", RegistryHistory.NONE, Optional.of(NOON));
        Source older = manifest(at, "older");
        Source newer = new Source.Tag(at, "newer");
        backend.signal(unresolved(newer, "throttled", LATER));
        backend.signal(unresolved(older, "unreachable", NOON));
        backend.signal(unresolved(older, "unauthorised", NOON));
        assertThat(backend.knowledge(at).unresolved()).contains(new Unresolved(NOON, "unauthorised"));

        backend.signal(new LocationSignal.Resolved(older, LATER));
        assertThat(backend.knowledge(at).unresolved()).contains(new Unresolved(LATER, "throttled"));
        backend.signal(new LocationSignal.Resolved(newer, LATER));
        assertThat(backend.knowledge(at).unresolved()).isEmpty();
    }

    /** What a look shows that was under way is older than what could not be looked at. */
    @Test
    void isNotAppeasedByALookThatBeganBefore() {
        Location at = new Location("order", "app");
        SampleManifest manifest = image("order");
        configured("order", RegistryHistory.NONE, Optional.of(NOON));
        Source source = new Source.Manifest(at, manifest.digest());
        backend.signal(new LocationSignal.Unresolved(source, "waiting", "for a human", NOON, IN_THE_END));
        backend.push(at, manifest);
        assertThat(backend.knowledge(at).unresolved()).isPresent();

        backend.signal(new LocationSignal.Resolved(source, IN_THE_END));
        assertThat(backend.knowledge(at).unresolved()).isEmpty();
    }

    @Test
    void countsWhatWasRejectedUntilItIsGone() {
        Location at = new Location("refused", "app");
        configured("refused", RegistryHistory.NONE, Optional.of(NOON));
        Digest digest = image("refused").digest();
        Source source = new Source.Manifest(at, digest);
        backend.signal(unresolved(source, "unreachable", NOON));
        backend.signal(new LocationSignal.Rejected(source, "too-large", "5 MiB", LATER, Optional.empty()));
        backend.signal(new LocationSignal.Rejected(source, "too-large", "5 MiB", LATER, Optional.empty()));

        assertThat(backend.knowledge(at).unresolved()).isEmpty();
        assertThat(backend.knowledge(at).rejected()).contains(new Rejected(1, source, "too-large"));
        assertThat(only("refused").complete()).isZero();
        assertThat(only("refused").reason()).contains("something there was rejected");
        assertThat(ofLocation(at).state()).isEqualTo(State.UNKNOWN);

        backend.delete(at, digest);
        assertThat(backend.knowledge(at).rejected()).isEmpty();
        assertThat(only("refused").state()).isEqualTo(State.COMPLETE);
        assertThat(ofLocation(at).complete()).isOne();
    }

    @Test
    void answersTheOthersThoughTheRegistryDoesNotGiveOutOneOfThem() {
        Location at = new Location("policed", "app");
        configured("policed", RegistryHistory.NONE, Optional.of(NOON));
        SampleManifest blocked = image("blocked");
        Source tag = new Source.Tag(at, "blocked");
        backend.signal(
                new LocationSignal.Rejected(tag, RegistryRefusal.reason(412), "answered 412", LATER, Optional.empty()));
        backend.signal(
                new LocationSignal.Rejected(tag, RegistryRefusal.reason(412), "answered 412", LATER, Optional.empty()));

        assertThat(backend.knowledge(at).rejected()).isEmpty();
        assertThat(backend.knowledge(at).complete()).contains(NOON);
        assertThat(ofLocation(at).state()).isEqualTo(State.PARTIAL);
        assertThat(ofLocation(at).complete()).isZero();
        assertThat(ofLocation(at).reason()).contains("not given out by the registry, refused-412: policed/app:blocked");
        assertThat(only("policed").state()).isEqualTo(State.PARTIAL);
        assertThat(only("policed").reason()).contains("its registry does not give out all that is there");

        backend.tag(at, "blocked", blocked);
        assertThat(ofLocation(at).state()).isEqualTo(State.COMPLETE);
        assertThat(only("policed").state()).isEqualTo(State.COMPLETE);
    }

    @Test
    void namesOneOfTheRejectedUntilTheLastIsTaken() {
        Location at = new Location("several", "app");
        configured("several", RegistryHistory.NONE, Optional.of(NOON));
        SampleManifest manifest = image("first of several");
        Source first = new Source.Manifest(at, manifest.digest());
        Source second = new Source.Tag(at, "second");
        backend.signal(new LocationSignal.Rejected(first, "too-large", "5 MiB", LATER, Optional.empty()));
        backend.signal(new LocationSignal.Rejected(second, "digest-mismatch", "other bytes", LATER, Optional.empty()));
        assertThat(backend.knowledge(at).rejected()).contains(new Rejected(2, first, "too-large"));

        backend.push(at, manifest);
        assertThat(backend.knowledge(at).rejected()).contains(new Rejected(1, second, "digest-mismatch"));

        backend.signal(new LocationSignal.Rejected(first, "refused", "again", Instant.now(), Optional.empty()));
        assertThat(backend.knowledge(at).rejected()).contains(new Rejected(2, second, "digest-mismatch"));
        backend.tag(at, "second", manifest);
        assertThat(backend.knowledge(at).rejected()).isEmpty();
        assertThat(only("several").state()).isEqualTo(State.COMPLETE);
    }

    @Test
    void stopsToCountWhatWasRejectedWhenItsRepositoryIsGone() {
        Location at = new Location("vanished", "app");
        configured("vanished", RegistryHistory.NONE, Optional.of(NOON));
        observed(at, "vanished");
        Source source = manifest(at, "rejected and vanished");
        backend.signal(new LocationSignal.Rejected(source, "too-large", "5 MiB", LATER, Optional.empty()));
        assertThat(only("vanished").complete()).isZero();

        backend.reportRepositoryDeleted(at);
        await().untilAsserted(() -> assertThat(only("vanished").state()).isEqualTo(State.COMPLETE));
    }

    @Test
    void namesTheScopeOfAnAnswer() {
        configured("scoped", RegistryHistory.NONE, Optional.of(NOON));
        configured("scoped-too", RegistryHistory.UNKNOWN, Optional.of(NOON));

        assertThat(of(new Filter(Set.of(), Optional.empty(), Optional.empty())).scope())
                .isEqualTo("all");
        assertThat(of(new Filter(Set.of(), Optional.empty(), Optional.empty())).state())
                .isEqualTo(State.PARTIAL);
        assertThat(of(new Filter(Set.of(), Optional.of("scoped"), Optional.empty()))
                        .scope())
                .isEqualTo("scoped");
        assertThat(of(new Filter(Set.of(), Optional.of("scoped"), Optional.of("app")))
                        .scope())
                .isEqualTo("scoped/app");
    }

    private void configured(String registry, RegistryHistory history, Optional<Instant> heard) {
        backend.signal(new LocationSignal.Registry(registry, history, heard));
    }

    private void observed(Location at, String name) {
        backend.push(at, image(name));
    }

    private Completeness of(Filter filter) {
        return backend.subject(SUBJECT, filter, Optional.empty(), 1).completeness();
    }

    private OfRegistry only(String registry) {
        Completeness completeness = of(new Filter(Set.of(), Optional.of(registry), Optional.empty()));
        assertThat(completeness.registries()).hasSize(1);
        return completeness.registries().get(0);
    }

    private OfRegistry ofLocation(Location at) {
        return of(new Filter(Set.of(), Optional.of(at.registry()), Optional.of(at.repository())))
                .registries()
                .get(0);
    }

    private static Source manifest(Location at, String name) {
        return new Source.Manifest(at, image(name).digest());
    }

    private static LocationSignal unresolved(Source source, String reason, Instant since) {
        return new LocationSignal.Unresolved(source, reason, "for a human", since, LATER);
    }
}
