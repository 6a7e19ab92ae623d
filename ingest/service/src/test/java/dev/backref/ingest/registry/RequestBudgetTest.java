package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.RequestClass.MANIFEST;
import static dev.backref.ingest.registry.RequestClass.TAGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.registry.Look.Later;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestBudgetTest {
    private final Deque<Runnable> timers = new ArrayDeque<>();
    private final List<Duration> times = new ArrayList<>();
    private long now = -5_000_000_000L;

    @Test
    void letsThroughAsManyAtOnceAsAllowedAndTheOthersInTurn() {
        RequestBudget budget = budget(2, 1_000);
        List<Future<RequestBudget.Pass>> requests =
                List.of(budget.enter(MANIFEST), budget.enter(MANIFEST), budget.enter(MANIFEST), budget.enter(MANIFEST));
        assertThat(requests).extracting(Future::succeeded).containsExactly(true, true, false, false);
        assertThat(budget.opensIn()).isEmpty();
        requests.get(0).result().send();
        assertThat(requests.get(2).succeeded()).isFalse();
        requests.get(0).result().end();
        requests.get(0).result().end();
        assertThat(requests).extracting(Future::succeeded).containsExactly(true, true, true, false);
    }

    @Test
    void letsThroughAsManyInAnySecondAsAllowedAndWakesForTheOthers() {
        RequestBudget budget = budget(10, 2);
        send(budget);
        pass(Duration.ofMillis(400));
        send(budget);
        Future<RequestBudget.Pass> third = budget.enter(MANIFEST);
        Future<RequestBudget.Pass> fourth = budget.enter(MANIFEST);
        assertThat(times).containsExactly(Duration.ofMillis(600));
        pass(Duration.ofMillis(600));
        timers.remove().run();
        assertThat(third.succeeded()).isTrue();
        assertThat(fourth.succeeded()).isFalse();
        assertThat(times).last().isEqualTo(Duration.ofMillis(400));
        pass(Duration.ofMillis(400));
        timers.remove().run();
        assertThat(fourth.succeeded()).isTrue();
    }

    @Test
    void countsARequestThatNeverGotAConnection() {
        RequestBudget budget = budget(10, 1);
        budget.enter(MANIFEST).result().end();
        assertThat(budget.opensIn()).contains(Duration.ofSeconds(1));
    }

    @Test
    void saysWhenItOpensAndThatWhatWaitsGoesFirst() {
        RequestBudget budget = budget(2, 1);
        assertThat(budget.opensIn()).contains(Duration.ZERO);
        RequestBudget.Pass first = budget.enter(MANIFEST).result();
        assertThat(budget.opensIn()).isEmpty(); // It has no connection yet, so nobody knows.
        first.send();
        assertThat(budget.opensIn()).contains(Duration.ofSeconds(1));
        Future<RequestBudget.Pass> waiting = budget.enter(MANIFEST);
        assertThat(waiting.isComplete()).isFalse();
        assertThat(budget.opensIn()).isEmpty();
    }

    @Test
    void sendsAwayWhatWaitsAndWhatComesDuringAPause() {
        RequestBudget budget = budget(1, 1_000);
        RequestBudget.Pass underWay = send(budget);
        Future<RequestBudget.Pass> waiting = budget.enter(MANIFEST);
        budget.pause(MANIFEST, Duration.ofSeconds(60));
        underWay.end();
        assertThat(why(waiting).retryAfter()).contains(Duration.ofSeconds(60));
        pass(Duration.ofSeconds(20));
        assertThat(why(budget.enter(MANIFEST)).retryAfter()).contains(Duration.ofSeconds(40));
        assertThat(why(budget.enter(MANIFEST)).reason()).isEqualTo(LookFailure.THROTTLED);
        assertThat(budget.opensIn()).contains(Duration.ofSeconds(40));
        pass(Duration.ofSeconds(40));
        assertThat(budget.opensIn()).contains(Duration.ZERO);
        assertThat(budget.enter(MANIFEST).succeeded()).isTrue();
    }

    @Test
    void asksNothingWhileItIsAnothersToAskAndForASecondAfterwards() {
        RequestBudget budget = budget(1, 1_000);
        RequestBudget.Pass underWay = send(budget);
        Future<RequestBudget.Pass> waiting = budget.enter(MANIFEST);
        budget.giveUp();
        assertThat(why(waiting).reason()).isEqualTo(LookFailure.UNREACHABLE);
        assertThat(why(budget.enter(TAGS)).reason()).isEqualTo(LookFailure.UNREACHABLE);
        pass(Duration.ofSeconds(20));
        underWay.end();
        budget.takeOver();
        assertThat(budget.opensIn()).contains(Duration.ofSeconds(1));
        Future<RequestBudget.Pass> first = budget.enter(MANIFEST);
        assertThat(first.isComplete()).isFalse();
        assertThat(times).last().isEqualTo(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1));
        timers.removeLast().run();
        assertThat(first.succeeded()).isTrue();
    }

    @Test
    void aShorterPauseDoesNotEndALongerOne() {
        RequestBudget budget = budget(1, 1_000);
        budget.pause(MANIFEST, Duration.ofSeconds(60));
        budget.pause(MANIFEST, Duration.ofSeconds(1));
        assertThat(budget.opensIn()).contains(Duration.ofSeconds(60));
    }

    @Test
    void pausesLongerEachTimeThatItIsThrottledWithoutATimeUntilItIsServed() {
        RequestBudget budget = budget(1, 1_000);
        List<Duration> pauses = new ArrayList<>();
        for (int throttled = 0; throttled < 8; throttled++) {
            budget.pause(MANIFEST);
            budget.pause(MANIFEST); // To a request that was under way at the same time.
            pauses.add(budget.opensIn().orElseThrow());
            pass(pauses.get(throttled));
        }
        assertThat(pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 64L);
        budget.served(MANIFEST);
        budget.pause(MANIFEST);
        assertThat(budget.opensIn()).contains(Duration.ofSeconds(1));
    }

    private RequestBudget budget(int concurrent, int perSecond) {
        return new RequestBudget(new RegistrySettings.Budget(concurrent, perSecond), () -> now, (time, then) -> {
            times.add(time);
            timers.add(then);
        });
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private static RequestBudget.Pass send(RequestBudget budget) {
        RequestBudget.Pass pass = budget.enter(MANIFEST).result();
        pass.send();
        return pass;
    }

    private static Later why(Future<RequestBudget.Pass> refused) {
        return Optional.ofNullable(refused.cause())
                .map(cause -> (Later) ((Unanswered) cause).look())
                .orElseThrow();
    }
}
