package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.referrer;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.ContentFilter;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.indexer.lookup.LocalSubjectIndex;
import dev.backref.indexer.lookup.SubjectRows;
import dev.backref.indexer.lookup.SubjectStores;
import dev.backref.ingest.contract.Location;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LookupTest {
    private static final Location AT = new Location(Backend.FRESH, "app");
    private static final Location HIDDEN = new Location(Backend.MIRROR, "app");
    private static final SampleManifest SUBJECT = image("subject");
    private static final SampleManifest SBOM = referrer(SUBJECT, "application/spdx+json", "sbom");
    private static final Filter ALL = new Filter(Set.of(), Optional.empty(), Optional.empty());
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TopologyTestDriverBackend backend = new TopologyTestDriverBackend();

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void waitsForThePositionThatIsDemanded() {
        backend.push(AT, SUBJECT);
        Position before = position();
        Position soon = new Position(1, 0, before.offset() + 1, before.appended());
        CompletableFuture<LocationAnswer> answer = at(ask(Caller.ANYONE, Optional.of(soon)));
        CompletableFuture<LocationAnswer> later = at(ask(Caller.ANYONE, Optional.empty()));
        await().until(later::isDone);
        assertThat(answer).isNotDone();

        backend.push(AT, SBOM);
        assertThat(answer).succeedsWithin(PATIENCE).satisfies(page -> {
            assertThat(Listed.in(page)).hasSize(1);
            assertThat(page.position().offset()).isGreaterThanOrEqualTo(soon.offset());
        });
    }

    @Test
    void answersAtOnceWhatItHasAlready() {
        backend.push(AT, SBOM);

        assertThat(at(ask(Caller.ANYONE, Optional.of(position())))).succeedsWithin(PATIENCE);
        assertThat(at(ask(Caller.ANYONE, Optional.of(new Position(1, 0, -1, Instant.EPOCH)))))
                .succeedsWithin(PATIENCE);
    }

    @Test
    void refusesAPositionOfAnotherSubjectOrIndex() {
        for (Position foreign : List.of(
                new Position(1, 1, 0, Instant.EPOCH), new Position(Position.GENERATION + 1, 0, 0, Instant.EPOCH))) {
            assertThat(at(ask(Caller.ANYONE, Optional.of(foreign))))
                    .failsWithin(PATIENCE)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(IllegalArgumentException.class)
                    .withMessageContaining("\"" + foreign + "\"");
        }
    }

    @Test
    void saysThatItIsUnavailableWhenThePositionDoesNotComeInTime() {
        Position never = new Position(1, 0, 1_000_000, Instant.EPOCH);
        Ask impatient = new Ask(Caller.ANYONE, Instant.now().plusMillis(50), Optional.of(never));

        isUnavailable(at(impatient), "no answer before the deadline");
    }

    @Test
    void doesNotEvenBeginBehindTheDeadline() {
        isUnavailable(
                at(new Ask(Caller.ANYONE, Instant.now().minusSeconds(1), Optional.empty())),
                "no answer before the deadline");
    }

    @Test
    void leavesOutWhatTheCallerMayNotSee() {
        backend.push(AT, SBOM);
        backend.push(HIDDEN, SBOM);
        SampleManifest hidden = referrer(SUBJECT, "application/spdx+json", "hidden");
        backend.push(HIDDEN, hidden);
        Caller caller = location -> CompletableFuture.completedStage(!location.equals(HIDDEN));

        SubjectAnswer answer = merged(caller, ALL, 1).join();
        assertThat(answer.referrers()).singleElement().satisfies(only -> {
            assertThat(only.descriptor().digest()).isEqualTo(SBOM.digest());
            assertThat(only.locations()).extracting(Referrer.At::location).containsExactly(AT);
        });
        Filter there = new Filter(Set.of(), Optional.of(HIDDEN.registry()), Optional.of(HIDDEN.repository()));
        assertThat(merged(caller, there, 1).join().referrers()).isEmpty();
        assertThat(merged(Caller.ANYONE, ALL, 10).join().referrers()).hasSize(2);
    }

    @Test
    void endsAPageThatGrowsTooLarge() {
        for (int number = 0; number < 4; number++) {
            backend.push(AT, referrer(SUBJECT, "application/x", Map.of("number", number + "x".repeat(2_500_000))));
        }
        SubjectAnswer first = merged(Caller.ANYONE, ALL, 10).join();
        assertThat(first.referrers()).hasSize(2);
        assertThat(first.next()).isPresent();
    }

    @Test
    void endsAPageForWhichTooMuchWasReadInVain() {
        List<SampleManifest> large = new ArrayList<>();
        for (int number = 0; number < 8; number++) {
            large.add(referrer(SUBJECT, "application/x", Map.of("number", number + "x".repeat(3_500_000))));
        }
        large.forEach(manifest -> backend.push(AT, manifest));
        SampleManifest wanted = referrer(SUBJECT, "application/x", Map.of("number", "one"));
        backend.push(AT, wanted);

        ContentFilter one = new ContentFilter(Set.of(), Set.of(), Map.of("number", Set.of("one")));
        for (Optional<Location> at : List.of(Optional.<Location>empty(), Optional.of(AT))) {
            Filter filter = new Filter(
                    Set.of(),
                    at.stream().map(Location::registry).collect(Collectors.toSet()),
                    at.map(Location::repository),
                    one);
            SubjectAnswer first = page(filter, Optional.empty());
            assertThat(first.next()).isPresent();
            SubjectAnswer second = page(filter, first.next());
            assertThat(second.next()).isEmpty();
            assertThat(List.of(first, second))
                    .flatExtracting(SubjectAnswer::referrers)
                    .extracting(referrer -> referrer.descriptor().digest())
                    .containsExactly(wanted.digest());
        }
    }

    private SubjectAnswer page(Filter filter, Optional<String> after) {
        Ask ask = ask(Caller.ANYONE, Optional.empty());
        return backend.lookups()
                .subject(new SubjectQuery(SUBJECT.digest(), filter, after, 10, ask))
                .toCompletableFuture()
                .join();
    }

    @Test
    void letsALocationThatTheCallerMayNotSeeLookLikeOneOfWhichNothingIsKnown() {
        backend.push(AT, SBOM);
        Caller nobody = location -> CompletableFuture.completedStage(false);

        LocationAnswer answer = at(ask(nobody, Optional.empty())).join();
        assertThat(Listed.in(answer)).isEmpty();
        assertThat(answer.knowledge().complete()).isEmpty();
        assertThat(Listed.in(at(ask(Caller.ANYONE, Optional.empty())).join())).hasSize(1);
    }

    @Test
    void isUnavailableWhenNobodyCanSayWhatTheCallerMaySee() {
        backend.push(AT, SBOM);
        Caller failing = location -> CompletableFuture.failedStage(new IllegalStateException("asked in vain"));
        Caller slow = location -> new CompletableFuture<>();

        isUnavailable(merged(failing, ALL, 1), "cannot tell what the caller may see");
        SubjectQuery query = new SubjectQuery(
                SUBJECT.digest(),
                ALL,
                Optional.empty(),
                1,
                new Ask(slow, Instant.now().plusMillis(50), Optional.empty()));
        isUnavailable(backend.lookups().subject(query), "cannot tell what the caller may see");
    }

    @Test
    void refusesACursorOfAnotherListing() {
        backend.push(AT, SBOM);
        LocationQuery query = new LocationQuery(
                AT, SUBJECT.digest(), Set.of(), Optional.of("nonsense"), 1, ask(Caller.ANYONE, Optional.empty()));

        assertThat(backend.lookups().referrers(query).toCompletableFuture())
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(IllegalArgumentException.class)
                .withMessageContaining("\"nonsense\"");
    }

    @Test
    void isUnavailableWhileItsRowsMove() {
        try (LocalSubjectIndex moving = new LocalSubjectIndex(new Moving(), 1, Clock.systemUTC())) {
            isUnavailable(moving.referrers(query(ask(Caller.ANYONE, Optional.empty()))), "the rows are moving");
        }
    }

    @Test
    void saysSoWhenTooManyAskAtOnce() {
        try (LocalSubjectIndex busy = new LocalSubjectIndex(new Stuck(), 1, Clock.systemUTC())) {
            SubjectIndex index = busy;
            List<CompletionStage<LocationAnswer>> asked = java.util.stream.IntStream.range(0, 1_100)
                    .mapToObj(i -> index.referrers(query(ask(Caller.ANYONE, Optional.empty()))))
                    .toList();
            isUnavailable(asked.get(asked.size() - 1), "too many lookups at once");
        }
    }

    private void isUnavailable(CompletionStage<?> answer, String why) {
        assertThat(answer.toCompletableFuture())
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(IndexUnavailable.class)
                .withMessageContaining(why);
    }

    private CompletableFuture<LocationAnswer> at(Ask ask) {
        return backend.lookups().referrers(query(ask)).toCompletableFuture();
    }

    private static LocationQuery query(Ask ask) {
        return new LocationQuery(AT, SUBJECT.digest(), Set.of(), Optional.empty(), 1_000, ask);
    }

    private CompletableFuture<SubjectAnswer> merged(Caller caller, Filter filter, int limit) {
        return backend.lookups()
                .subject(new SubjectQuery(
                        SUBJECT.digest(), filter, Optional.empty(), limit, ask(caller, Optional.empty())))
                .toCompletableFuture();
    }

    private Position position() {
        return at(ask(Caller.ANYONE, Optional.empty()))
                .orTimeout(PATIENCE.toSeconds(), SECONDS)
                .join()
                .position();
    }

    private static Ask ask(Caller caller, Optional<Position> atLeast) {
        return new Ask(caller, Instant.now().plus(PATIENCE), atLeast);
    }

    /** Stores that are being assigned to another process. */
    private static final class Moving implements SubjectStores {
        @Override
        public int partitions() {
            return 1;
        }

        @Override
        public SubjectRows rows(int partition) {
            throw new InvalidStateStoreException("closed");
        }
    }

    /** Stores that do not answer until somebody interrupts. */
    private static final class Stuck implements SubjectStores {
        private final CompletableFuture<SubjectRows> never = new CompletableFuture<>();

        @Override
        public int partitions() {
            return 1;
        }

        @Override
        public SubjectRows rows(int partition) {
            try {
                return never.get();
            } catch (InterruptedException | java.util.concurrent.ExecutionException stopped) {
                throw new IndexUnavailable("stopped", Duration.ZERO);
            }
        }
    }
}
