package dev.backref.query.changes;

import dev.backref.ingest.contract.KafkaCluster;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows {@code changes} once for all readers of this process and keeps the newest events at hand. When the broker goes
 * away it goes on where it was as soon as that is back.
 */
public final class ChangeFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CHECK = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration TO_STOP = Duration.ofSeconds(3);

    private final KafkaCluster cluster;
    private final Bounds bounds;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private final FeedMeters meters;
    private volatile @Nullable Ring ring;
    private volatile @Nullable ChangesTopic topic;
    private volatile String trouble = "not connected yet";
    private volatile boolean closed;

    public ChangeFeed(KafkaCluster cluster, MeterRegistry meters) {
        this(cluster, Bounds.DEFAULT, meters);
    }

    ChangeFeed(KafkaCluster cluster, Bounds bounds, MeterRegistry meters) {
        this.cluster = cluster;
        this.bounds = bounds;
        this.meters = new FeedMeters(meters, this);
        this.thread = new Thread(this::follow, "change-feed");
        thread.setDaemon(true);
    }

    /**
     * How much is kept at hand.
     *
     * @param events newest, at most
     * @param bytes of them together
     */
    record Bounds(int events, long bytes) {
        static final Bounds DEFAULT = new Bounds(50_000, 64L * 1024 * 1024);
    }

    /** Begins to follow. */
    public void start() {
        thread.start();
    }

    /** Whether it follows. */
    public FeedStatus status() {
        String now = trouble;
        return new FeedStatus(now.isEmpty(), now.isEmpty() ? "following" : now);
    }

    /** Ends; readers are the HTTP server's to end. */
    @Override
    public void close() {
        closed = true;
        ChangesTopic reading = topic;
        if (reading != null) {
            reading.wakeup();
        }
        try {
            thread.join(TO_STOP.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    KafkaCluster cluster() {
        return cluster;
    }

    /** Whether there is a ring yet: without one nobody can read. */
    boolean isFollowing() {
        return ring != null;
    }

    /** The newest events. */
    Ring ring() {
        return Objects.requireNonNull(ring, "the feed does not follow yet");
    }

    /** Calls the listener, on a thread of the feed, whenever there are new events. It must not wait. */
    void onEvents(Runnable listener) {
        listeners.add(listener);
    }

    private void follow() {
        while (!closed) {
            try (ChangesTopic reading = new ChangesTopic(cluster, "backref-feed")) {
                meters.follow(reading);
                topic = reading;
                followFrom(reading);
            } catch (WakeupException closing) {
                LOG.debug("the feed is closed", closing);
            } catch (KafkaException failed) {
                trouble = failed instanceof TimeoutException
                        ? "the broker does not answer"
                        : String.valueOf(failed.getMessage());
                LOG.atWarn().addKeyValue("error", failed.toString()).log("the feed lost the broker and tries again");
                pause();
            } catch (RuntimeException failed) { // A thread that ended would leave its readers waiting for ever.
                trouble = "the feed failed: " + failed;
                LOG.atError().setCause(failed).log("the feed failed and goes on behind what it has read");
                pause();
            }
        }
    }

    private void followFrom(ChangesTopic reading) {
        long[] end = reading.end(); // Asked even when it is known where to go on: it shows that the broker is there.
        if (ring == null) {
            ring = new Ring(bounds.events(), bounds.bytes(), end);
        }
        reading.seek(ring().end());
        trouble = "";
        try {
            readOn(reading);
        } catch (OffsetOutOfRangeException lost) {
            LOG.atError()
                    .addKeyValue("error", lost.getMessage())
                    .log("the topic no longer has what the feed was to read next; the feed goes on at its end");
            ring().restart(reading.end());
            listeners.forEach(Runnable::run);
        }
    }

    private void readOn(ChangesTopic reading) {
        long checked = System.nanoTime();
        while (!closed) {
            List<FeedEvent> more = reading.poll(POLL);
            ring().append(more, reading.position());
            meters.read(more.size(), reading.leftOut());
            if (!more.isEmpty()) {
                listeners.forEach(Runnable::run);
            }
            // A consumer waits in silence for a broker that is gone: only a question shows it.
            if (System.nanoTime() - checked > CHECK.toNanos()) {
                meters.behind(reading.end(), reading.position());
                checked = System.nanoTime();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
