package dev.backref.indexer.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.ChecksAnswer;
import dev.backref.indexer.contract.ChecksQuery;
import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.Completeness.State;
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
import dev.backref.indexer.lag.FakeInputLog;
import dev.backref.indexer.lag.HandClock;
import dev.backref.indexer.lag.IndexLag;
import dev.backref.indexer.lag.Standstill;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CurrentAnswersTest {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration SESSION = Duration.ofHours(1);
    private static final Digest SUBJECT = Digest.sha256("s".getBytes(StandardCharsets.UTF_8));
    private static final Location AT = new Location("local", "app");
    private static final int PARTITION = partition(AT);
    private static final Position POSITION = new Position(1, 0, 7, Instant.EPOCH);

    private final HandClock clock = new HandClock();
    private final FakeInputLog log = new FakeInputLog();
    private final IndexLag lag = new IndexLag(FakeInputLog.CLUSTER, clock);
    private final CurrentAnswers answers =
            new CurrentAnswers(new Complete(), new Standstill(SESSION), lag, LONGEST, clock);

    @Test
    void answersWhileTheIndexIsNotTooFarBehind() {
        behind(LONGEST);
        assertThat(listed()).isEmpty();
        assertThat(merged().state()).isEqualTo(State.COMPLETE);
        assertThat(answers.trouble()).isEmpty();
    }

    @Test
    void givesNoListOfALocationWhileTheIndexIsTooFarBehind() {
        Instant asOf = behind(LONGEST.plusSeconds(1));
        assertThat(listed()).get().isInstanceOfSatisfying(IndexUnavailable.class, behind -> {
            assertThat(behind.reason()).isEqualTo("the index is behind: it may lack what was written since " + asOf);
            assertThat(behind.retryAfter()).isEqualTo(Duration.ofSeconds(10));
            assertThat(behind.isEverywhere()).isTrue();
        });
        assertThat(answers.trouble().orElseThrow()).contains(asOf.toString());
    }

    @Test
    void givesTheListOfALocationThatIsNotBehindThoughOthersAre() {
        Location other = Stream.iterate(0, number -> number + 1)
                .map(number -> new Location("local", "app" + number))
                .filter(each -> partition(each) != PARTITION)
                .findFirst()
                .orElseThrow();
        behind(LONGEST.plusSeconds(1));
        assertThat(listed(other)).isEmpty();
    }

    @Test
    void saysOfAMergedAnswerThatItMayLackSomethingAndNeverCallsItComplete() {
        Instant asOf = behind(LONGEST.plusSeconds(1));
        assertThat(merged().state()).isEqualTo(State.PARTIAL);
        assertThat(merged().reason()).contains("the index is behind: it may lack what was written since " + asOf);
    }

    @Test
    void answersAgainOnceTheIndexHasCaughtUp() {
        behind(LONGEST.plusSeconds(1));
        log.stands(IngestTopics.OBSERVATIONS, PARTITION, 9, 9);
        lag.measure(log);
        assertThat(listed()).isEmpty();
        assertThat(merged().reason()).isEmpty();
    }

    @Test
    void sendsToAnotherProcessWhereThisOneDoesNotKnow() {
        assertThat(listed())
                .get()
                .isInstanceOfSatisfying(
                        IndexUnavailable.class,
                        unknown -> assertThat(unknown.isEverywhere()).isFalse());
        lag.measure(log);
        assertThat(listed()).isEmpty();

        clock.pass(LONGEST.plusSeconds(1)); // In which nobody could measure.
        assertThat(listed())
                .get()
                .isInstanceOfSatisfying(
                        IndexUnavailable.class,
                        unknown -> assertThat(unknown.isEverywhere()).isFalse());
        assertThat(merged().state()).isEqualTo(State.PARTIAL);
    }

    /** Something at the location was written so long ago and is not applied. */
    private Instant behind(Duration time) {
        Instant written = clock.instant().minus(time);
        log.stands(IngestTopics.OBSERVATIONS, PARTITION, 7, 9);
        log.written(IngestTopics.OBSERVATIONS, PARTITION, written);
        lag.measure(log);
        return written;
    }

    private Optional<Throwable> listed() {
        return listed(AT);
    }

    /** Why there is no list; absent where there is one. */
    private Optional<Throwable> listed(Location location) {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        CompletionStage<LocationAnswer> unused = answers.referrers(
                        new LocationQuery(location, SUBJECT, Set.of(), Optional.empty(), 1_000, ask()))
                .whenComplete((answer, thrown) -> failure.set(thrown));
        return Optional.ofNullable(failure.get());
    }

    private Completeness merged() {
        return answers.subject(new SubjectQuery(SUBJECT, SubjectQuery.Filter.NONE, Optional.empty(), 1, ask()))
                .toCompletableFuture()
                .join()
                .completeness();
    }

    private static int partition(Location location) {
        return Topic.partitionOf(location.toString(), FakeInputLog.CLUSTER.partitions());
    }

    private static Ask ask() {
        return new Ask(Caller.ANYONE, Instant.MAX, Optional.empty());
    }

    /** An index that knows all. */
    private static final class Complete implements SubjectIndex {
        @Override
        public CompletionStage<EdgesAnswer> edges(EdgesQuery query) {
            return CompletableFuture.failedStage(new UnsupportedOperationException());
        }

        @Override
        public CompletionStage<LocationAnswer> referrers(LocationQuery query) {
            return CompletableFuture.completedStage(new LocationAnswer(
                    LocationKnowledge.NOTHING, ImageIndex.of(List.of()), Optional.empty(), POSITION, ServedBy.ACTIVE));
        }

        @Override
        public CompletionStage<SubjectAnswer> subject(SubjectQuery query) {
            return CompletableFuture.completedStage(new SubjectAnswer(
                    SUBJECT,
                    POSITION,
                    ServedBy.ACTIVE,
                    new Completeness("all", State.COMPLETE, Optional.empty(), Optional.empty(), List.of()),
                    List.of(),
                    Optional.empty()));
        }

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
    }
}
