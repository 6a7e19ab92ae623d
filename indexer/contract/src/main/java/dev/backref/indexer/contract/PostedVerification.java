package dev.backref.indexer.contract;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Topic;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A verification as it was posted: a value of {@link IndexTopics#VERIFICATIONS}, as JSON. The edge need not be known.
 *
 * @param id by which changes name it as their cause
 * @param verification whose verifier has proved itself
 */
@JsonPropertyOrder({"id", "subject", "referrer", "verification"})
public record PostedVerification(String id, Digest subject, Digest referrer, Verification verification) {
    /** The record to write, in the right partition of so many. */
    public ProducerRecord<String, byte[]> toRecord(String prefix, int partitions) {
        Topic topic = IndexTopics.VERIFICATIONS;
        String key = subject.toString();
        return new ProducerRecord<>(topic.in(prefix), topic.partition(key, partitions), key, Json.write(this));
    }

    /**
     * Reads a record's value.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static PostedVerification read(byte[] value) {
        return Json.read(value, PostedVerification.class);
    }
}
