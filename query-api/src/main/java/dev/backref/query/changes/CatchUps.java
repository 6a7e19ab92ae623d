package dev.backref.query.changes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Catches readers up that are behind the ring, each with a consumer of its own, a few at once and the others in turn. A
 * reader that takes nothing for a while gives up its turn; one that takes long does so too when others wait.
 */
final class CatchUps implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CatchUps.class);
    private static final int AT_ONCE = 8;
    private static final Duration POLL = Duration.ofMillis(200);

    private final ChangeFeed feed;
    private final Duration patience;
    private final Counter begun;
    private final LinkedBlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    private final ExecutorService workers =
            new ThreadPoolExecutor(AT_ONCE, AT_ONCE, 0, TimeUnit.SECONDS, waiting, task -> {
                Thread thread = new Thread(task, "feed-catch-up");
                thread.setDaemon(true);
                return thread;
            });

    /**
     * @param patience with a reader that takes nothing, and with one that takes long while others wait
     */
    CatchUps(ChangeFeed feed, Duration patience, MeterRegistry meters) {
        this.feed = feed;
        this.patience = patience;
        this.begun = Counter.builder("backref.feed.catchups")
                .description("Turns of readers that were behind what the feed keeps at hand")
                .register(meters);
    }

    /** Catches a reader up when its turn comes; returns at once. */
    void begin(Subscription reader) {
        begun.increment();
        try {
            workers.execute(() -> catchUp(reader));
        } catch (RejectedExecutionException closing) {
            LOG.debug("the feed is closed", closing);
            reader.failSoon();
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }

    private void catchUp(Subscription reader) {
        if (reader.hasEnded()) {
            return; // It has waited longer for its turn than its client for it.
        }
        try (ChangesTopic topic = new ChangesTopic(feed.cluster(), "backref-feed-catch-up")) {
            topic.seek(reader.cursor());
            long begin = System.nanoTime();
            boolean more = true;
            while (more && !mustGiveUp(begin)) {
                more = offer(reader, Piece.of(topic.poll(POLL)), topic.position(), begin);
            }
            if (more) {
                reader.leave();
            }
        } catch (TimeoutException slow) {
            LOG.debug("a reader takes nothing and gives up its turn", slow);
            reader.leave();
        } catch (KafkaException | ExecutionException | CompletionException failed) {
            LOG.atWarn()
                    .addKeyValue("error", failed.toString())
                    .log("a reader cannot be caught up; it is to come back");
            reader.failSoon();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** Offers what was read piece by piece; what is left when the turn must be given up is read again in the next. */
    private boolean offer(Subscription reader, List<List<FeedEvent>> pieces, long[] readTo, long begin)
            throws ExecutionException, TimeoutException, InterruptedException {
        boolean more = true;
        for (Iterator<List<FeedEvent>> each = pieces.iterator(); more && each.hasNext(); ) {
            List<FeedEvent> piece = each.next();
            more = reader.offer(piece, each.hasNext() ? new long[readTo.length] : readTo)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (mustGiveUp(begin)) {
                return more;
            }
        }
        return more;
    }

    private boolean mustGiveUp(long begin) {
        return !waiting.isEmpty() && System.nanoTime() - begin > patience.toNanos();
    }
}
