package dev.backref.indexer.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.ChecksAnswer;
import dev.backref.indexer.contract.ChecksQuery;
import dev.backref.indexer.contract.EdgesAnswer;
import dev.backref.indexer.contract.EdgesQuery;
import dev.backref.indexer.contract.ImageIndex;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationKnowledge;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.PlacesAnswer;
import dev.backref.indexer.contract.PlacesQuery;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.indexer.contract.RelationsQuery;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.subject.Revisions;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RememberedAnswersTest {
    private static final Digest SUBJECT = Digest.sha256("s".getBytes(StandardCharsets.UTF_8));
    private static final Location APP = new Location("local", "app");
    private static final Position POSITION = new Position(1, 0, 7, Instant.EPOCH);

    private final Rows rows = new Rows();
    private final Revisions revisions = new Revisions();
    private final RememberedAnswers answers =
            new RememberedAnswers(rows, revisions, 1_000_000, new SimpleMeterRegistry());

    @Test
    void readsRowsOnceForOneQuestion() {
        LocationAnswer first = ask(Caller.ANYONE, Optional.empty());
        assertThat(ask(Caller.ANYONE, Optional.empty())).isSameAs(first);
        assertThat(rows.read).isEqualTo(1);
    }

    @Test
    void readsThemAgainOnceAPartitionHasComeOrGone() {
        LocationAnswer first = ask(Caller.ANYONE, Optional.empty());
        revisions.everything();
        assertThat(ask(Caller.ANYONE, Optional.empty())).isNotSameAs(first);
    }

    @Test
    void doesNotRememberWhatWasReadWhileRowsChanged() {
        rows.whileReading = revisions::everything;
        LocationAnswer first = ask(Caller.ANYONE, Optional.empty());
        rows.whileReading = () -> {};
        assertThat(ask(Caller.ANYONE, Optional.empty())).isNotSameAs(first);
        assertThat(rows.read).isEqualTo(2);
    }

    @Test
    void readsThemAgainForAPositionThatTheAnswerDoesNotReach() {
        LocationAnswer first = ask(Caller.ANYONE, Optional.empty());
        assertThat(ask(Caller.ANYONE, Optional.of(POSITION))).isSameAs(first);
        Position later = new Position(1, 0, 8, Instant.EPOCH);
        assertThat(ask(Caller.ANYONE, Optional.of(later))).isNotSameAs(first);
        Position elsewhere = new Position(1, 3, 5, Instant.EPOCH);
        assertThat(ask(Caller.ANYONE, Optional.of(elsewhere)))
                .as("to be refused there")
                .isNotSameAs(first);
    }

    @Test
    void remembersNothingForACallerWhoMayNotSeeAll() {
        Caller some = location -> CompletableFuture.completedStage(true);
        ask(Caller.ANYONE, Optional.empty());
        ask(some, Optional.empty());
        ask(some, Optional.empty());
        assertThat(rows.read).isEqualTo(3);
    }

    @Test
    void forgetsWhatIsTooMuchTogetherWithWhatItWasAskedBy() {
        askWithLongFilters();
        assertThat(rows.read).isEqualTo(100);
        askWithLongFilters();
        assertThat(rows.read).as("of which two at most are remembered").isGreaterThan(150);
    }

    private void askWithLongFilters() {
        String filter = "application/" + "x".repeat(200_000);
        Ask ask = new Ask(Caller.ANYONE, Instant.MAX, Optional.empty());
        for (int number = 0; number < 100; number++) {
            LocationQuery query =
                    new LocationQuery(APP, SUBJECT, Set.of(filter + number), Optional.empty(), 1_000, ask);
            assertThat(answers.referrers(query)).isCompleted();
        }
    }

    @Test
    void remembersNothingFromAStandby() {
        rows.servedBy = ServedBy.STANDBY;
        ask(Caller.ANYONE, Optional.empty());
        ask(Caller.ANYONE, Optional.empty());
        assertThat(rows.read).isEqualTo(2);
    }

    @Test
    void failsAsTheRowsDo() {
        Ask ask = new Ask(Caller.ANYONE, Instant.MAX, Optional.empty());
        SubjectQuery query = new SubjectQuery(
                SUBJECT,
                new SubjectQuery.Filter(Set.of(), Optional.empty(), Optional.empty()),
                Optional.empty(),
                1,
                ask);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CompletionStage<SubjectAnswer> unused =
                answers.subject(query).whenComplete((answer, thrown) -> failure.set(thrown));
        assertThat(failure.get()).isInstanceOf(IndexUnavailable.class);
    }

    private LocationAnswer ask(Caller caller, Optional<Position> atLeast) {
        Ask ask = new Ask(caller, Instant.MAX, atLeast);
        return answers.referrers(new LocationQuery(APP, SUBJECT, Set.of(), Optional.empty(), 1_000, ask))
                .toCompletableFuture()
                .join();
    }

    /** Counts how often it is read. */
    private static final class Rows implements SubjectIndex {
        private int read;
        private ServedBy servedBy = ServedBy.ACTIVE;
        private Runnable whileReading = () -> {};

        @Override
        public CompletionStage<RelationsAnswer> relations(RelationsQuery query) {
            return CompletableFuture.failedStage(new UnsupportedOperationException());
        }

        @Override
        public CompletionStage<PlacesAnswer> places(PlacesQuery query) {
            return CompletableFuture.failedStage(new UnsupportedOperationException());
        }

        @Override
        public CompletionStage<ChecksAnswer> checks(ChecksQuery query) {
            return CompletableFuture.failedStage(new UnsupportedOperationException());
        }

        @Override
        public CompletionStage<EdgesAnswer> edges(EdgesQuery query) {
            return CompletableFuture.failedStage(new UnsupportedOperationException());
        }

        @Override
        public CompletionStage<LocationAnswer> referrers(LocationQuery query) {
            read++;
            whileReading.run();
            return CompletableFuture.completedStage(new LocationAnswer(
                    LocationKnowledge.NOTHING,
                    ImageIndex.of(List.of(("read " + read).getBytes(StandardCharsets.UTF_8))),
                    Optional.empty(),
                    POSITION,
                    servedBy));
        }

        @Override
        public CompletionStage<SubjectAnswer> subject(SubjectQuery query) {
            return CompletableFuture.failedStage(new IndexUnavailable("moving", Duration.ZERO));
        }
    }
}
