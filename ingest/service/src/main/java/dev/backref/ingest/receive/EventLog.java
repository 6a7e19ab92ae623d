package dev.backref.ingest.receive;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Where deliveries are kept. */
@FunctionalInterface
public interface EventLog {
    /**
     * Writes the records in their order. Never blocks.
     *
     * @return completed when the broker has acknowledged every one, or failed when one cannot be written; it may then
     *     have written some of them, so the whole may be appended again
     */
    CompletionStage<Void> append(List<ProducerRecord<String, byte[]>> records);
}
