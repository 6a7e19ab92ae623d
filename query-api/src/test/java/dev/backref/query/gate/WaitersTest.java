package dev.backref.query.gate;

import static dev.backref.query.requirement.PlayedEvidence.NOW;
import static dev.backref.query.requirement.PlayedEvidence.SUBJECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.indexer.contract.SubjectQuery.Scope;
import dev.backref.query.Callers;
import dev.backref.query.FakeIndex;
import dev.backref.query.requirement.Conditions;
import dev.backref.query.requirement.Decision;
import dev.backref.query.requirement.Outcome;
import dev.backref.query.requirement.Piece;
import dev.backref.query.requirement.PlayedEvidence;
import dev.backref.query.requirement.Question;
import dev.backref.query.requirement.Requirement;
import dev.backref.query.requirement.Requirements;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaitersTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Piece SBOM = Piece.of("an sbom", Kind.SBOM);

    private final Vertx vertx = Vertx.vertx();
    private final PlayedEvidence evidence = new PlayedEvidence();
    private final PlayedArrivals arrivals = new PlayedArrivals();
    private final FakeIndex index = new FakeIndex();
    private final AtomicInteger lookups = new AtomicInteger();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Promise<String> end = Promise.promise();
    private final Waiters waiters = new Waiters(
            new DecisionBasis(
                    Set.of("local"), Requirements.UNNAMED, index, Callers.ANYONE, Clock.fixed(NOW, ZoneOffset.UTC)),
            arrivals,
            vertx,
            meters);

    WaitersTest() {
        index.ofSubject = query -> {
            lookups.incrementAndGet();
            return CompletableFuture.completedStage(evidence.answer(query));
        };
    }

    @AfterEach
    void close() {
        assertThat(waiting()).as("left behind").isZero();
        assertThat(arrivals.followers()).as("left behind").isZero();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void isAnsweredAtOnceByWhatIsThere() throws Exception {
        arrivals.isAway("no broker");
        evidence.attach(SUBJECT, SBOM);
        assertThat(answer(await("sbom", LONG)).outcome()).isEqualTo(Outcome.SATISFIED);
        assertThat(lookups).hasValue(1);
    }

    @Test
    void isAnsweredByTheChange() throws Exception {
        CompletableFuture<Decision> waiting = begun("sbom", 1);
        arrivals.change(SUBJECT, Kind.VEX);
        evidence.attach(SUBJECT, SBOM);
        arrivals.change(SUBJECT, Kind.SBOM);
        assertThat(answer(waiting).outcome()).isEqualTo(Outcome.SATISFIED);
        assertThat(lookups).as("nothing is asked for a change of another kind").hasValue(2);
    }

    @Test
    void goesOnWaitingWhereTheChangeWasNotEnough() throws Exception {
        CompletableFuture<Decision> waiting = begun("sbom,vex", 1);
        evidence.attach(SUBJECT, SBOM);
        arrivals.change(SUBJECT, Kind.SBOM);
        Awaitility.await().until(() -> lookups.get() == 2);
        evidence.attach(SUBJECT, Piece.of("a vex", Kind.VEX));
        arrivals.change(SUBJECT, Kind.VEX);
        assertThat(answer(waiting).outcome()).isEqualTo(Outcome.SATISFIED);
    }

    /** The change is told of while the answer is on its way that does not show it. */
    @Test
    void doesNotSleepThroughAChangeThatComesWhileItLooks() throws Exception {
        CompletableFuture<SubjectAnswer> before = new CompletableFuture<>();
        index.ofSubject = query -> {
            boolean isFirst = lookups.incrementAndGet() == 1;
            return isFirst ? before : CompletableFuture.completedStage(evidence.answer(query));
        };
        CompletableFuture<Decision> waiting = begun("sbom", 1);
        SubjectAnswer old = evidence.answer(index.subjectQueries.get(0));
        evidence.attach(SUBJECT, SBOM);
        arrivals.change(SUBJECT, Kind.SBOM);
        before.complete(old);
        assertThat(answer(waiting).outcome()).isEqualTo(Outcome.SATISFIED);
        assertThat(lookups).hasValue(2);
    }

    /** The change was told of before anybody waited, and the rows that answer are a little behind. */
    @Test
    void demandsWhatTheFeedHasToldOf() throws Exception {
        Position told = new Position(Position.GENERATION, 0, 8, NOW);
        arrivals.told(SUBJECT, told);
        evidence.attach(SUBJECT, SBOM);
        answer(await("sbom", LONG));
        assertThat(index.subjectQueries)
                .extracting(query -> query.ask().atLeast())
                .containsExactly(Optional.of(told));
    }

    @Test
    void waitsForTheSignatureOfWhatIsThere() throws Exception {
        evidence.attach(SUBJECT, SBOM);
        CompletableFuture<Decision> waiting = begun("signed(sbom)", 2);
        evidence.attach(SBOM.digest(), Piece.of("a signature", Kind.SIGNATURE));
        arrivals.change(SBOM.digest(), Kind.SIGNATURE);
        assertThat(answer(waiting).outcome()).isEqualTo(Outcome.SATISFIED);
    }

    @Test
    void saysWhatIsMissingWhenTheTimeIsOver() throws Exception {
        Decision decision = answer(await("sbom,vex", SHORT));
        assertThat(decision.outcome()).isEqualTo(Outcome.UNSATISFIED);
        assertThat(decision.missing()).hasSize(2);
        assertThat(lookups).as("at the beginning and at the end").hasValue(2);
    }

    @Test
    void answersAtTheEndWithWhatNoChangeToldOf() throws Exception {
        CompletableFuture<Decision> waiting = await("sbom", Duration.ofMillis(300));
        Awaitility.await().until(() -> lookups.get() == 1);
        evidence.attach(SUBJECT, SBOM);
        assertThat(answer(waiting).outcome()).isEqualTo(Outcome.SATISFIED);
    }

    @Test
    void isToldWhereNoChangeWouldBeToldOf() {
        arrivals.isAway("the broker does not answer");
        assertThatThrownBy(() -> answer(await("sbom", LONG)))
                .hasCauseInstanceOf(IndexUnavailable.class)
                .hasMessageContaining("the broker does not answer");
    }

    @Test
    void outlivesAnIndexThatCannotBeAskedForAWhile() throws Exception {
        Queue<IndexUnavailable> failures = new ArrayDeque<>(List.of(moving(), moving()));
        index.ofSubject = query -> {
            lookups.incrementAndGet();
            IndexUnavailable failure = failures.poll();
            return failure == null
                    ? CompletableFuture.completedStage(evidence.answer(query))
                    : CompletableFuture.failedStage(failure);
        };
        evidence.attach(SUBJECT, SBOM);
        assertThat(answer(await("sbom", LONG)).outcome()).isEqualTo(Outcome.SATISFIED);
        assertThat(lookups).hasValue(3);
    }

    @Test
    void failsAtTheEndWhereTheIndexStillCannotBeAsked() {
        index.ofSubject = query -> CompletableFuture.failedStage(moving());
        assertThatThrownBy(() -> answer(await("sbom", SHORT)))
                .hasCauseInstanceOf(IndexUnavailable.class)
                .hasMessageContaining("moving");
    }

    @Test
    void failsAtOnceForWhatNoTimeMends() {
        index.ofSubject = query -> CompletableFuture.failedStage(new IllegalArgumentException("foreign"));
        assertThatThrownBy(() -> answer(await("sbom", LONG))).hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void leavesNothingBehindWhereNobodyWaitsAnyMore() throws Exception {
        CompletableFuture<Decision> waiting = begun("sbom", 1);
        end.complete("nobody waits any more");
        assertThatThrownBy(() -> answer(waiting)).hasCauseInstanceOf(IndexUnavailable.class);
        arrivals.change(SUBJECT, Kind.SBOM);
        assertThat(lookups).hasValue(1);
    }

    /** The lookups that the change brings about come in turn: an indexer would refuse so many at once. */
    @Test
    void areAThousandThatAreAnsweredByOneChange() throws Exception {
        List<CompletableFuture<Decision>> all = new ArrayList<>();
        for (int number = 0; number < 1_000; number++) {
            all.add(await("sbom", LONG));
        }
        Awaitility.await().until(() -> lookups.get() == 1_000 && arrivals.followers(SUBJECT) == 1_000);
        evidence.attach(SUBJECT, SBOM);
        Queue<Runnable> underWay = new ConcurrentLinkedQueue<>();
        index.ofSubject = query -> later(query, underWay);
        arrivals.change(SUBJECT, Kind.SBOM);
        for (int answered = 0; answered < 1_000; answered++) {
            Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> !underWay.isEmpty());
            assertThat(underWay).hasSizeLessThanOrEqualTo(32);
            underWay.remove().run();
        }
        for (CompletableFuture<Decision> each : all) {
            assertThat(answer(each).outcome()).isEqualTo(Outcome.SATISFIED);
        }
        assertThat(lookups).hasValue(2_000);
    }

    private CompletableFuture<SubjectAnswer> later(SubjectQuery query, Queue<Runnable> underWay) {
        lookups.incrementAndGet();
        CompletableFuture<SubjectAnswer> answer = new CompletableFuture<>();
        underWay.add(() -> answer.complete(evidence.answer(query)));
        return answer;
    }

    private static IndexUnavailable moving() {
        return new IndexUnavailable("the rows are moving elsewhere", Duration.ofMillis(10));
    }

    /** One who waits and has been told that it is not there, after so many lookups. */
    private CompletableFuture<Decision> begun(String terms, int after) {
        CompletableFuture<Decision> waiting = await(terms, LONG);
        Awaitility.await().until(() -> lookups.get() == after);
        return waiting;
    }

    private CompletableFuture<Decision> await(String terms, Duration patience) {
        Question question = new Question(
                SUBJECT,
                Requirement.of(List.of(Requirements.UNNAMED.terms(terms))),
                new Conditions(Filter.NONE, Scope.FILTERED, Optional.empty(), Caller.ANYONE),
                Optional.empty());
        Future<Decision> answer = waiters.await(question, patience, end.future());
        return answer.toCompletionStage().toCompletableFuture();
    }

    private static Decision answer(CompletableFuture<Decision> waiting)
            throws ExecutionException, InterruptedException, TimeoutException {
        return waiting.get(20, TimeUnit.SECONDS);
    }

    private double waiting() {
        return meters.get("backref.waiters").gauge().value();
    }
}
