package dev.backref.launcher.standalone;

import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.query.operations.ReadinessCheck;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** Asks the broker again and again whether it is there: streams go on in silence while it is away. */
final class BrokerWatch implements AutoCloseable {
    private static final Duration BETWEEN = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Clock clock;
    private final Admin admin;
    private final ScheduledExecutorService turns = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "broker-watch");
        thread.setDaemon(true);
        return thread;
    });
    private volatile @Nullable Instant unreachableSince;

    BrokerWatch(KafkaCluster cluster, Clock clock) {
        this.clock = clock;
        this.admin = Admin.create(cluster.client("backref-broker-watch"));
        Future<?> unused = turns.scheduleWithFixedDelay(this::look, 0, BETWEEN.toMillis(), TimeUnit.MILLISECONDS);
    }

    ReadinessCheck.Status status() {
        return Optional.ofNullable(unreachableSince)
                .map(since -> new ReadinessCheck.Status(false, "unreachable since " + since))
                .orElseGet(() -> new ReadinessCheck.Status(true, "reachable"));
    }

    private void look() {
        try {
            admin.describeCluster().clusterId().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            unreachableSince = null;
        } catch (ExecutionException | TimeoutException away) {
            unreachableSince = Optional.ofNullable(unreachableSince).orElseGet(clock::instant);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        turns.shutdownNow();
        admin.close(Duration.ZERO);
    }
}
