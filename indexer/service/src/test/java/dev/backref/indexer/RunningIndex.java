package dev.backref.indexer;

import static org.awaitility.Awaitility.await;

import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Topic;
import dev.backref.kafka.EmbeddedKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;

/** The index on a broker with four partitions of each topic, in a folder that can be opened again. */
final class RunningIndex implements AutoCloseable {
    static final int PARTITIONS = 4;
    static final String PREFIX = "test.";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Runnable stopBroker;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Index index;
    private final IndexClients clients;

    /** Starts with an embedded broker in the folder, and returns when the index runs. */
    RunningIndex(Path folder) {
        this(EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder.resolve("broker"))), folder);
    }

    private RunningIndex(EmbeddedKafka kafka, Path folder) {
        this(kafka.bootstrap(), folder, IndexSettings.Effort.DEFAULT, kafka::close);
    }

    /** Starts on a broker that runs, and returns when the index runs; the broker is left to whoever started it. */
    RunningIndex(String bootstrap, Path folder) {
        this(bootstrap, folder, IndexSettings.Effort.DEFAULT, () -> {});
    }

    /** The same, with other bounds. */
    RunningIndex(String bootstrap, Path folder, IndexSettings.Effort effort) {
        this(bootstrap, folder, effort, () -> {});
    }

    private RunningIndex(String bootstrap, Path folder, IndexSettings.Effort effort, Runnable stopBroker) {
        this.stopBroker = stopBroker;
        clients = new IndexClients(bootstrap);
        clients.createTopics();
        index = new Index(
                new IndexSettings(cluster(bootstrap), folder.resolve("state"), Optional.of("only"), effort), meters);
        index.start();
        awaitRunning();
    }

    static KafkaCluster cluster(String bootstrap) {
        return new KafkaCluster(bootstrap, PREFIX, PARTITIONS, Map.of());
    }

    IndexClients clients() {
        return clients;
    }

    SubjectIndex lookups() {
        return index.lookups();
    }

    /** How far an input of the index is behind, as the metrics show it. */
    double lagSeconds(Topic input) {
        return meters.get("backref.index.lag")
                .tag("topic", input.name())
                .gauge()
                .value();
    }

    /** How many copies of observations have come to such an end. */
    double reindexed(String result) {
        return meters.counter("backref.index.reindexed", "result", result).count();
    }

    IndexStatus status() {
        return index.status();
    }

    /** Returns once all that was written is applied and committed. */
    void awaitApplied() {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> clients.lag() == 0);
    }

    private void awaitRunning() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> index.status().state() == IndexStatus.State.RUNNING);
    }

    @Override
    public void close() {
        index.close();
        clients.close();
        stopBroker.run();
    }

    static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
