package dev.backref.ingest.contract;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Something that somebody wants to be asked of a registry now: a value of {@code requests}, as JSON. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "request")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SweepRequest.class, name = "sweep"),
    @JsonSubTypes.Type(value = RefreshRequest.class, name = "refresh"),
    @JsonSubTypes.Type(value = ExaminationRequest.class, name = "examination")
})
public sealed interface Request permits SweepRequest, RefreshRequest, ExaminationRequest {
    /** The registry that is to be asked. */
    String registry();

    /** The request's own name; what it leads to can be told by it. */
    String id();

    /** When it was made. */
    Instant at();

    /** The registry's name, or the location: the record's key. */
    @JsonIgnore
    String key();

    /** The record to write, in the right partition of so many. */
    default ProducerRecord<String, byte[]> toRecord(String prefix, int partitions) {
        Topic topic = IngestTopics.REQUESTS;
        return new ProducerRecord<>(topic.in(prefix), topic.partition(key(), partitions), key(), Json.write(this));
    }

    /**
     * Reads a record's value.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    static Request read(byte[] value) {
        return Json.read(value, Request.class);
    }
}
