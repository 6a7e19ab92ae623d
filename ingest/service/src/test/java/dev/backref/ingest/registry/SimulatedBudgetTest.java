package dev.backref.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold of a budget under whatever comes, on a clock that only the test moves. */
class SimulatedBudgetTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long REQUESTED = 30 * SECOND;

    private final PriorityQueue<Step> steps =
            new PriorityQueue<>(Comparator.comparingLong(Step::at).thenComparingLong(Step::number));
    private final List<Sent> sent = new ArrayList<>();
    private final Map<RequestClass, Long> pausedUntil = new EnumMap<>(RequestClass.class);
    private long now = -7 * SECOND;
    private long numbers;
    private int entered;
    private int sentAway;
    private int underWay;
    private int mostUnderWay;

    private record Step(long at, long number, Runnable run) {}

    private record Sent(RequestClass kind, long at) {}

    static IntStream seeds() {
        return IntStream.range(0, 150);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void isNeverExceededInAnySecondAndStarvesNobody(int seed) {
        Random random = new Random(seed);
        RegistrySettings.Budget limits = limits(random);
        RequestBudget budget = new RequestBudget(limits, () -> now, (time, then) -> in(time.toNanos() + 1, then));
        long ends = now + REQUESTED;
        for (RequestClass kind : RequestClass.values()) {
            comeAndGo(budget, kind, random, ends);
        }
        looksWant(budget, random, ends);

        while (!steps.isEmpty()) {
            Step next = steps.remove();
            now = next.at();
            next.run().run();
            assertThat(now).as("nobody waits for ever").isLessThan(ends + 3_600 * SECOND);
        }

        assertThat(sent.size() + sentAway).as("all that came went").isEqualTo(entered);
        assertThat(mostUnderWay).isLessThanOrEqualTo(limits.concurrent());
        assertThat(mostInASecond(sent)).isLessThanOrEqualTo(limits.perSecond());
        limits.classes()
                .forEach((kind, most) -> assertThat(mostInASecond(sent.stream()
                                .filter(each -> each.kind() == kind)
                                .toList()))
                        .as("%s", kind)
                        .isLessThanOrEqualTo(most));
    }

    private static RegistrySettings.Budget limits(Random random) {
        int perSecond = 2 + random.nextInt(30);
        Map<RequestClass, Integer> classes = new EnumMap<>(RequestClass.class);
        for (RequestClass kind : RequestClass.values()) {
            if (random.nextBoolean()) {
                classes.put(kind, 1 + random.nextInt(perSecond));
            }
        }
        return new RegistrySettings.Budget(1 + random.nextInt(10), perSecond, classes);
    }

    /** Requests of a class, some at once or after one another, and now and then a pause. */
    private void comeAndGo(RequestBudget budget, RequestClass kind, Random random, long ends) {
        if (now >= ends) {
            return;
        }
        int some = random.nextInt(5) == 0 ? random.nextInt(30) : random.nextInt(3);
        for (int each = 0; each < some; each++) {
            enter(budget, kind, random);
        }
        if (random.nextInt(20) == 0) {
            long time = random.nextLong(3 * SECOND);
            pausedUntil.merge(kind, now + time, Math::max);
            budget.pause(kind, Duration.ofNanos(time));
        }
        in(random.nextLong(SECOND), () -> comeAndGo(budget, kind, random, ends));
    }

    /** Asks when manifests open, and sometimes comes then. */
    private void looksWant(RequestBudget budget, Random random, long ends) {
        if (now >= ends) {
            return;
        }
        long wait = budget.opensIn().map(Duration::toNanos).orElse(SECOND / 10);
        in(wait + 1, () -> {
            if (random.nextBoolean()) {
                enter(budget, RequestClass.MANIFEST, random);
            }
            in(random.nextLong(SECOND / 5), () -> looksWant(budget, random, ends));
        });
    }

    private void enter(RequestBudget budget, RequestClass kind, Random random) {
        entered++;
        budget.enter(kind).onComplete(pass -> goes(pass, kind, random), failure -> {
            assertThat(isPaused(kind))
                    .as("only a pause of its class sends away")
                    .isTrue();
            sentAway++;
        });
    }

    private void goes(RequestBudget.Pass pass, RequestClass kind, Random random) {
        assertThat(isPaused(kind)).as("none goes during a pause of its class").isFalse();
        underWay++;
        mostUnderWay = Math.max(mostUnderWay, underWay);
        long connecting = random.nextInt(3) == 0 ? random.nextLong(SECOND / 3) : 0;
        in(connecting, () -> {
            boolean connected = random.nextInt(10) > 0;
            if (connected) {
                sent.add(new Sent(kind, now));
                pass.send();
            }
            in(random.nextLong(SECOND / 5), () -> {
                if (!connected) {
                    sent.add(new Sent(kind, now));
                }
                underWay--;
                pass.end();
            });
        });
    }

    private boolean isPaused(RequestClass kind) {
        return pausedUntil.getOrDefault(kind, Long.MIN_VALUE) > now;
    }

    private void in(long time, Runnable then) {
        numbers++;
        steps.add(new Step(now + time, numbers, then));
    }

    /** Of any time that is as long as a second and has one end only. */
    private static int mostInASecond(List<Sent> all) {
        int most = 0;
        int first = 0;
        for (int last = 0; last < all.size(); last++) {
            while (all.get(last).at() - all.get(first).at() >= SECOND) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }
}
