package dev.backref.launcher.standalone;

import dev.backref.ingest.contract.KafkaCluster;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;

/**
 * What every role of a process stands on.
 *
 * @param parts to which a role adds what it starts
 */
record Ground(
        StandaloneSettings settings, KafkaCluster cluster, Vertx vertx, Metrics metrics, Parts parts, Clock clock) {
    /** Waits until something is closed. */
    static void join(Future<Void> closed) {
        closed.toCompletionStage().toCompletableFuture().join();
    }
}
