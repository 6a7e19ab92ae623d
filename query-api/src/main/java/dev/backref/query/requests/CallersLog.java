package dev.backref.query.requests;

import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.query.Appender;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes what callers are told is kept, to whichever topic it belongs. */
public final class CallersLog implements AutoCloseable {
    private static final int WAITING = 100;

    private final KafkaCluster cluster;
    private final Appender appender;

    private CallersLog(KafkaCluster cluster, Appender appender) {
        this.cluster = cluster;
        this.appender = appender;
    }

    /**
     * On this cluster, which need not be reachable yet.
     *
     * @param patience how long a request may wait for the broker to be found
     */
    public static CallersLog on(KafkaCluster cluster, Duration patience, MeterRegistry meters) {
        return new CallersLog(cluster, Appender.on(cluster, "backref-requests", WAITING, patience, meters));
    }

    /** The requests of callers in it. */
    public RequestLog requests() {
        return request -> append(request.toRecord(cluster.topicPrefix(), cluster.partitions()));
    }

    /** Writes a record; done when it is kept for good, failed when it may not be. */
    public CompletionStage<Void> append(ProducerRecord<String, byte[]> record) {
        return appender.append(record).thenAccept(kept -> {});
    }

    /** Stops within a few seconds; what is not acknowledged by then may not be kept. */
    @Override
    public void close() {
        appender.close();
    }
}
