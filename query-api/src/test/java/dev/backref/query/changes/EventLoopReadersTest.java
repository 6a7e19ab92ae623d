package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.indexer.contract.Caller;
import dev.backref.query.changes.Subscription.Reader;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopReadersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final Ring ring = new Ring(100, Long.MAX_VALUE, new long[] {0});
    private final AtomicBoolean broken = new AtomicBoolean();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void wakesTheOthersThoughOneFails() {
        loop.runOnContext(now -> loop.put("thread", Thread.currentThread()));
        EventLoopReaders readers = new EventLoopReaders(vertx, loop, Duration.ofMinutes(5));
        FakeResponse failing = response();
        FakeResponse other = response();
        Subscription first = add(readers, failing, () -> {
            if (broken.get()) {
                throw new StackOverflowError();
            }
            return ring;
        });
        Subscription second = add(readers, other, () -> ring);
        await().atMost(PATIENCE).until(() -> other.written().size() == 1);

        broken.set(true);
        ring.append(List.of(FeedEvent.read(0, 0, Samples.change("one", 0).toJson())), new long[] {1});
        readers.wake();

        await().atMost(PATIENCE).until(() -> other.written().toString().contains("\"id\":\"one-0\""));
        await().atMost(PATIENCE).until(first::hasEnded);
        assertThat(second.hasEnded()).isFalse();
        assertThat(wrong).isEmpty();
    }

    private FakeResponse response() {
        return new FakeResponse(loop, new Random(5), () -> {}, wrong);
    }

    private Subscription add(EventLoopReaders readers, FakeResponse response, Supplier<Ring> ring) {
        Caller caller = at -> CompletableFuture.completedStage(true);
        Reader who = new Reader(loop, new EventStream(response.asResponse()), Samples.filter("{}"), caller);
        Subscription reader = new Subscription(ring, nobody -> wrong.add("fell out of the ring"), who, new long[] {0});
        loop.runOnContext(now -> {
            readers.add(reader);
            reader.begin();
        });
        return reader;
    }
}
