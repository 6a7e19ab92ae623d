package dev.backref.indexer.lag;

import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Topic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures how far the index is behind, every second, on a thread of its own. */
public final class LagWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LagWatch.class);
    private static final Duration BETWEEN = Duration.ofSeconds(1);
    private static final Duration TO_STOP = Duration.ofSeconds(2);

    private final IndexLag lag;
    private final KafkaInputLog log;
    private final ScheduledExecutorService turns = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "index-lag");
        thread.setDaemon(true);
        return thread;
    });
    private boolean failing; // Used by that thread only.

    /**
     * @param group of the index, whichever processes are in it
     */
    public LagWatch(KafkaCluster cluster, String group, IndexLag lag) {
        this.lag = lag;
        this.log = new KafkaInputLog(cluster, group, lag.partitions());
    }

    /**
     * Begins to measure.
     *
     * @param measured called each time that the broker has answered
     */
    public void start(Runnable measured) {
        Future<?> unused =
                turns.scheduleWithFixedDelay(() -> turn(measured), 0, BETWEEN.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Shows how far each input is behind; no number before the first measure. */
    public void bindTo(MeterRegistry meters, Clock clock) {
        for (Topic input : IndexLag.INPUTS) {
            Gauge.builder("backref.index.lag", () -> seconds(input, clock))
                    .description("Age of the oldest record of an input that the index has not applied")
                    .baseUnit("seconds")
                    .tag("topic", input.name())
                    .register(meters);
        }
    }

    private double seconds(Topic input, Clock clock) {
        Instant now = clock.instant();
        return lag.asOf(input)
                .map(asOf -> Math.max(0, Duration.between(asOf, now).toMillis()) / 1_000.0)
                .orElse(Double.NaN);
    }

    private void turn(Runnable measured) {
        try {
            lag.measure(log);
            measured.run();
            failing = false;
        } catch (KafkaException | IllegalStateException unknown) { // A turn that throws would be the last.
            if (!failing && !turns.isShutdown()) {
                LOG.atWarn()
                        .addKeyValue("error", unknown.toString())
                        .log("cannot tell how far the index is behind; what was known last gets older");
            }
            failing = true;
        }
    }

    @Override
    public void close() {
        turns.shutdownNow();
        try {
            if (!turns.awaitTermination(TO_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                return; // Its consumer is of one thread, and this is another.
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return;
        }
        log.close();
    }
}
