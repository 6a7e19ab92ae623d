package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.RequestClass.MANIFEST;
import static dev.backref.ingest.registry.RequestClass.REFERRERS;
import static dev.backref.ingest.registry.RequestClass.TAGS;
import static dev.backref.ingest.registry.RequestClass.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Classes of requests share a budget, and stand in one another's way nowhere else. */
class ClassesOfRequestsTest {
    private final Deque<Runnable> timers = new ArrayDeque<>();
    private final List<Duration> times = new ArrayList<>();
    private long now;

    @Test
    void aFullClassHoldsUpNoOther() {
        RequestBudget budget = budget(10, 100, Map.of(MANIFEST, 1, TOKEN, 2));
        List<Future<RequestBudget.Pass>> requests = enter(budget, MANIFEST, MANIFEST, TAGS, TOKEN, TOKEN, TOKEN);
        assertThat(requests).extracting(Future::succeeded).containsExactly(true, false, true, true, true, false);
        requests.get(0).result().send();
        assertThat(budget.opensIn()).isEmpty(); // Another one waits.
        wakeAfter(Duration.ofSeconds(1));
        assertThat(requests.get(1).succeeded()).isTrue();
        assertThat(requests.get(5).succeeded()).isFalse(); // Nobody knows when the tokens before are sent.
    }

    @Test
    void aPausedClassHoldsUpNoOther() {
        RequestBudget budget = budget(1, 100, Map.of());
        RequestBudget.Pass first = send(budget, TAGS);
        List<Future<RequestBudget.Pass>> waiting = enter(budget, TAGS, REFERRERS, MANIFEST);
        budget.pause(TAGS, Duration.ofMinutes(1));
        assertThat(waiting).extracting(Future::failed).containsExactly(true, false, false);
        first.end();
        waiting.get(2).result().end();
        waiting.get(1).result().end();
        assertThat(budget.enter(TAGS).failed()).isTrue();
        assertThat(budget.opensIn()).contains(Duration.ZERO);
    }

    @Test
    void saysWhenManifestsOpen() {
        RequestBudget budget = budget(10, 2, Map.of(MANIFEST, 1));
        send(budget, TAGS);
        assertThat(budget.opensIn()).contains(Duration.ZERO);
        send(budget, MANIFEST);
        assertThat(budget.opensIn()).contains(Duration.ofSeconds(1));
        budget.pause(MANIFEST, Duration.ofSeconds(9));
        assertThat(budget.opensIn()).contains(Duration.ofSeconds(9));
    }

    @Test
    void countsEachPauseWithoutATimeForItsOwnClass() {
        RequestBudget budget = budget(10, 100, Map.of());
        budget.pause(TAGS);
        now += Duration.ofSeconds(1).toNanos();
        budget.served(TOKEN);
        budget.pause(TAGS);
        budget.pause(MANIFEST);
        now += Duration.ofSeconds(1).toNanos();
        assertThat(budget.enter(MANIFEST).succeeded()).isTrue();
        assertThat(budget.enter(TAGS).failed()).isTrue();
    }

    @Test
    void wakesForTheFirstThatCanGoThoughAnotherHasWaitedLonger() {
        RequestBudget budget = budget(10, 2, Map.of(TAGS, 1));
        send(budget, MANIFEST);
        now += Duration.ofMillis(500).toNanos();
        send(budget, TAGS);
        enter(budget, TAGS, MANIFEST);
        assertThat(times).containsExactly(Duration.ofSeconds(1), Duration.ofMillis(500));
    }

    @Test
    void whatListsGivesWayToWhatLooksButGetsOneOfTen() {
        RequestBudget budget = budget(1, 1_000, Map.of());
        RequestBudget.Pass current = send(budget, MANIFEST);
        List<Future<RequestBudget.Pass>> listing = enter(budget, TAGS, REFERRERS, TAGS);
        List<Future<RequestBudget.Pass>> looking =
                IntStream.range(0, 30).mapToObj(each -> budget.enter(MANIFEST)).toList();
        List<Boolean> lists = new ArrayList<>();
        for (int ended = 0; ended < 33; ended++) {
            long before = listing.stream().filter(Future::succeeded).count();
            current.end();
            lists.add(listing.stream().filter(Future::succeeded).count() > before);
            current = lists.get(ended)
                    ? listing.get((int) before).result()
                    : looking.get(ended - (int) before).result();
        }
        assertThat(IntStream.range(0, 33).filter(lists::get)).containsExactly(9, 19, 29);
    }

    @Test
    void roomIsKeptFromWhatListsForALookThatAskedForItAndComes() {
        RequestBudget budget = budget(10, 1, Map.of());
        send(budget, TAGS);
        Future<RequestBudget.Pass> listing = budget.enter(TAGS);
        assertThat(budget.opensIn()).contains(Duration.ofSeconds(1));
        wakeAfter(Duration.ofSeconds(1));
        assertThat(listing.succeeded()).isFalse();
        now += Duration.ofMillis(200).toNanos();
        assertThat(budget.opensIn()).contains(Duration.ZERO);
        assertThat(budget.enter(MANIFEST).succeeded()).isTrue();
    }

    @Test
    void roomIsNotKeptForLongForALookThatDoesNotCome() {
        RequestBudget budget = budget(10, 1, Map.of());
        send(budget, TAGS);
        Future<RequestBudget.Pass> listing = budget.enter(TAGS);
        assertThat(budget.opensIn()).contains(Duration.ofSeconds(1));
        wakeAfter(Duration.ofSeconds(1));
        assertThat(listing.succeeded()).isFalse();
        wakeAfter(Duration.ofMillis(250));
        assertThat(listing.succeeded()).isTrue();
    }

    @Test
    void noRoomIsKeptForALookThatItsOwnClassDoesNotLetThrough() {
        RequestBudget budget = budget(10, 1_000, Map.of(MANIFEST, 1));
        send(budget, MANIFEST);
        assertThat(budget.opensIn()).contains(Duration.ofSeconds(1));
        assertThat(budget.enter(TAGS).succeeded()).isTrue();
        budget.pause(MANIFEST, Duration.ofHours(1));
        assertThat(budget.opensIn()).contains(Duration.ofHours(1));
        assertThat(budget.enter(TAGS).succeeded()).isTrue();
    }

    private RequestBudget budget(int concurrent, int perSecond, Map<RequestClass, Integer> classes) {
        return new RequestBudget(
                new RegistrySettings.Budget(concurrent, perSecond, classes), () -> now, (time, then) -> {
                    times.add(time);
                    timers.add(then);
                });
    }

    private void wakeAfter(Duration time) {
        now += time.toNanos();
        timers.remove().run();
    }

    private static List<Future<RequestBudget.Pass>> enter(RequestBudget budget, RequestClass... classes) {
        List<Future<RequestBudget.Pass>> entered = new ArrayList<>();
        for (RequestClass kind : classes) {
            entered.add(budget.enter(kind));
        }
        return entered;
    }

    private static RequestBudget.Pass send(RequestBudget budget, RequestClass kind) {
        RequestBudget.Pass pass = budget.enter(kind).result();
        pass.send();
        return pass;
    }
}
