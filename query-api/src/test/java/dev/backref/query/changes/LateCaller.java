package dev.backref.query.changes;

import dev.backref.indexer.contract.Caller;
import dev.backref.ingest.contract.Location;
import io.vertx.core.Context;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A caller about whom every answer comes late, in any order, and on threads of its own. */
final class LateCaller implements Caller, AutoCloseable {
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
    private final AtomicInteger open = new AtomicInteger();
    private final Context loop;
    private final Random random;
    private final List<String> wrong;

    /**
     * @param wrong gets what is asked elsewhere than on the event loop
     */
    LateCaller(Context loop, Random random, List<String> wrong) {
        this.loop = loop;
        this.random = random;
        this.wrong = wrong;
    }

    @Override
    public CompletionStage<Boolean> visible(Location location) {
        FakeResponse.noteThread(loop, "visible", wrong);
        open.incrementAndGet();
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Future<?> unused = threads.schedule(
                () -> {
                    open.decrementAndGet();
                    answer.complete(!location.repository().equals("secret"));
                },
                random.nextInt(3_000),
                TimeUnit.MICROSECONDS);
        return answer;
    }

    /** Questions that are not answered yet. */
    int open() {
        return open.get();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
