package dev.backref.launcher.standalone;

import java.util.Map;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Stands in the consumers that read changelogs back, and lets through as many batches as a test says. */
public final class HeldRestore implements ConsumerInterceptor<byte[], byte[]> {
    private static final int ALL = 1_000_000;

    /** Of this process, because Kafka makes the interceptors itself. */
    private static final Semaphore BATCHES = new Semaphore(0);

    /** The properties that put it there, with one record a batch. */
    static Map<String, String> properties() {
        BATCHES.drainPermits();
        return Map.of(
                "restore.consumer.interceptor.classes",
                HeldRestore.class.getName(),
                "restore.consumer.max.poll.records",
                "1");
    }

    static void letThrough(int batches) {
        BATCHES.release(batches);
    }

    static void letGo() {
        BATCHES.release(ALL);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        BATCHES.acquireUninterruptibly();
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        // It commits nothing.
    }

    @Override
    public void close() {
        // Nothing of its own is open.
    }

    @Override
    public void configure(Map<String, ?> configs) {
        // How much is let through is said by the test.
    }
}
