package dev.backref.query.changes;

import dev.backref.ingest.contract.KafkaCluster;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.KafkaException;
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
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration TO_STOP = Duration.ofSeconds(3);

    private final KafkaCluster cluster;
    private final Bounds bounds;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private final Counter events;
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
        this.events = Counter.builder("backref.feed.events")
                .description("Changes read for the feed")
                .register(meters);
        Gauge.builder("backref.feed.connected", this, feed -> feed.status().ready() ? 1 : 0)
                .register(meters);
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
                topic = reading;
                followFrom(reading);
            } catch (WakeupException closing) {
                LOG.debug("the feed is closed", closing);
            } catch (KafkaException failed) {
                trouble = String.valueOf(failed.getMessage());
                LOG.atWarn().addKeyValue("error", trouble).log("the feed lost the broker and tries again");
                pause();
            }
        }
    }

    private void followFrom(ChangesTopic reading) {
        Ring known = ring;
        long[] from = known == null ? reading.end() : known.end();
        if (known == null) {
            ring = new Ring(bounds.events(), bounds.bytes(), from);
        }
        reading.seek(from);
        trouble = "";
        while (!closed) {
            List<FeedEvent> more = reading.poll(POLL);
            ring().append(more, reading.position());
            if (!more.isEmpty()) {
                events.increment(more.size());
                listeners.forEach(Runnable::run);
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
