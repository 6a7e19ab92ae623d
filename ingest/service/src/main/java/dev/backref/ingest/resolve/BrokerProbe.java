package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.KafkaCluster;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker every few seconds how far there is to read. Kafka's own clients wait in silence for a broker that is
 * away; this is how health knows.
 */
final class BrokerProbe implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerProbe.class);
    private static final int SECONDS_BETWEEN = 2;
    private static final int SECONDS_TO_ANSWER = 3;

    private final Map<String, Object> config;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private volatile @Nullable Admin admin;
    private volatile Map<TopicPartition, Long> positions = Map.of();
    private volatile long lag;
    private volatile @Nullable Instant unreachableSince;

    BrokerProbe(KafkaCluster cluster, Clock clock) {
        this.config = cluster.client("backref-resolve-probe");
        this.clock = clock;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "resolve-probe");
            thread.setDaemon(true);
            return thread;
        });
    }

    void start() {
        Future<?> unused = timer.scheduleWithFixedDelay(this::check, 0, SECONDS_BETWEEN, TimeUnit.SECONDS);
    }

    /** Where reading stands now. */
    void at(Map<TopicPartition, Long> now) {
        positions = now;
    }

    long lag() {
        return lag;
    }

    Optional<Instant> unreachableSince() {
        return Optional.ofNullable(unreachableSince);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        try {
            if (!timer.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.warn("the probe of the broker does not end");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        Admin used = admin;
        if (used != null) {
            used.close(Duration.ZERO);
        }
    }

    private void check() {
        Instant now = clock.instant();
        try {
            ask();
            unreachableSince = null;
        } catch (ExecutionException | TimeoutException | RuntimeException noAnswer) { // Thrown, it would end the probe.
            if (unreachableSince == null) {
                unreachableSince = now;
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask() throws ExecutionException, TimeoutException, InterruptedException {
        Admin broker = client();
        broker.describeCluster().clusterId().get(SECONDS_TO_ANSWER, TimeUnit.SECONDS);
        Map<TopicPartition, Long> from = positions;
        Map<TopicPartition, ListOffsetsResultInfo> ends = broker.listOffsets(
                        from.keySet().stream()
                                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())),
                        new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get(SECONDS_TO_ANSWER, TimeUnit.SECONDS);
        lag = ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue().offset() - from.getOrDefault(end.getKey(), 0L)))
                .sum();
    }

    private Admin client() {
        Admin existing = admin;
        Admin made = existing == null ? Admin.create(config) : existing;
        admin = made;
        return made;
    }
}
