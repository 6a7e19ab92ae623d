package dev.backref.query.requests;

import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Request;
import dev.backref.query.Appender;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** The topic {@link IngestTopics#REQUESTS}, acknowledged by all replicas. */
public final class RequestsTopic implements RequestLog, AutoCloseable {
    private static final int WAITING = 100;

    private final KafkaCluster cluster;
    private final Appender appender;

    private RequestsTopic(KafkaCluster cluster, Appender appender) {
        this.cluster = cluster;
        this.appender = appender;
    }

    /**
     * On this cluster, which need not be reachable yet.
     *
     * @param patience how long a request may wait for the broker to be found
     */
    public static RequestsTopic on(KafkaCluster cluster, Duration patience, MeterRegistry meters) {
        return new RequestsTopic(cluster, Appender.on(cluster, "backref-requests", WAITING, patience, meters));
    }

    @Override
    public CompletionStage<Void> append(Request request) {
        return appender.append(request.toRecord(cluster.topicPrefix(), cluster.partitions()))
                .thenAccept(kept -> {});
    }

    /** Stops within a few seconds; what is not acknowledged by then may not be kept. */
    @Override
    public void close() {
        appender.close();
    }
}
