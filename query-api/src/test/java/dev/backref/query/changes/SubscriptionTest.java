package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.query.changes.Subscription.Reader;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A reader's state is touched on its event loop only, and no delivery begins before the one before is written. */
class SubscriptionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int EVENTS = 600;
    private static final FeedFilter ALL = Samples.filter("{}");
    private static final Pattern ID = Pattern.compile("\"id\":\"one-(\\d+)\"");

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final Random random = new Random(5);
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final LateCaller caller = new LateCaller(loop, random, wrong);
    private final FakeResponse response = new FakeResponse(loop, random, this::noteOverlap, wrong);

    @BeforeEach
    void learnTheThread() {
        loop.runOnContext(now -> loop.put("thread", Thread.currentThread()));
        await().atMost(PATIENCE).until(() -> loop.get("thread") != null);
    }

    @AfterEach
    void close() {
        caller.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void deliversOneAfterTheOtherOnItsEventLoopHoweverLateItsCallerIs() {
        Ring ring = ring(0);
        Subscription reader = begin(ring, 0, nobody -> wrong.add("fell out of the ring"));
        for (int next = 0; next < EVENTS; ) {
            int to = Math.min(EVENTS, next + 1 + random.nextInt(20));
            ring.append(events(next, to), new long[] {to});
            wakeOften(reader);
            next = to;
        }
        assertAllDelivered();
    }

    @Test
    void isCaughtUpOnItsEventLoopWhereverEventsAreOfferedFrom() {
        int behind = EVENTS / 2;
        Ring ring = ring(behind);
        ring.append(events(behind, EVENTS), new long[] {EVENTS});
        Subscription reader = begin(ring, 0, given -> {
            Thread catchingUp = new Thread(() -> catchUp(given, behind), "catch-up");
            catchingUp.setDaemon(true);
            catchingUp.start();
        });
        await().atMost(PATIENCE).until(() -> {
            wakeOften(reader);
            return delivered().size() == EVENTS;
        });
        assertAllDelivered();
    }

    @Test
    void writesNothingBehindItsEndThoughADeliveryIsUnderWay() {
        Ring ring = ring(0);
        Subscription reader = begin(ring, 0, nobody -> wrong.add("fell out of the ring"));
        ring.append(events(0, 50), new long[] {50});
        loop.runOnContext(now -> {
            reader.wake();
            reader.hangUp();
            reader.wake();
            reader.heartbeat();
        });
        await().atMost(PATIENCE).until(() -> caller.open() == 0);
        wakeOften(reader);
        awaitLoop();
        assertThat(delivered()).isEmpty();
        assertThat(wrong).isEmpty();
    }

    private Subscription begin(Ring ring, long from, Consumer<Subscription> catchUps) {
        Reader who = new Reader(loop, new EventStream(response.asResponse()), ALL, caller);
        Subscription reader = new Subscription(() -> ring, catchUps, who, new long[] {from});
        loop.runOnContext(now -> reader.begin());
        return reader;
    }

    private void catchUp(Subscription reader, int to) {
        boolean more = true;
        for (int next = 0; more && next < to; next += 30) {
            more = reader.offer(events(next, next + 30), new long[] {next + 30})
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    private void wakeOften(Subscription reader) {
        for (int times = random.nextInt(4); times >= 0; times--) {
            loop.runOnContext(now -> {
                reader.wake();
                reader.heartbeat();
            });
        }
    }

    private void awaitLoop() {
        List<Integer> passed = new CopyOnWriteArrayList<>();
        loop.runOnContext(now -> loop.runOnContext(later -> passed.add(1)));
        await().atMost(PATIENCE).until(() -> !passed.isEmpty());
    }

    /** When a piece is written all that was asked about it is answered, and nothing about the next has been asked. */
    private void noteOverlap() {
        if (caller.open() > 0) {
            wrong.add("a delivery began before the one before was written");
        }
    }

    private void assertAllDelivered() {
        await().atMost(PATIENCE).until(() -> delivered().size() >= EVENTS);
        awaitLoop();
        assertThat(delivered())
                .containsExactlyElementsOf(LongStream.range(0, EVENTS).boxed().toList());
        assertThat(wrong).isEmpty();
    }

    private List<Long> delivered() {
        List<Long> numbers = new ArrayList<>();
        for (String piece : response.written()) {
            Matcher ids = ID.matcher(piece);
            while (ids.find()) {
                numbers.add(Long.parseLong(ids.group(1)));
            }
        }
        return numbers;
    }

    private static Ring ring(long at) {
        return new Ring(10_000, Long.MAX_VALUE, new long[] {at});
    }

    private static List<FeedEvent> events(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> FeedEvent.read(
                        0,
                        number,
                        Samples.change("one", number, "app", List.of("local/secret", "local/other"))
                                .toJson()))
                .toList();
    }
}
