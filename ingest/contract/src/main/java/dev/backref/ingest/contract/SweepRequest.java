package dev.backref.ingest.contract;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Somebody asks for a sweep now: a value of {@code requests}. A sweep that has begun before does not answer it.
 *
 * @param registry whose repositories are to be swept
 * @param repository the only one, if it is one
 * @param id of the request
 * @param at when it was made
 */
public record SweepRequest(String registry, Optional<String> repository, String id, Instant at) {
    public SweepRequest {
        if (!Location.isRegistryName(registry)) {
            throw new IllegalArgumentException("not a registry name: \"" + registry + "\"");
        }
        if (repository.filter(name -> !Location.isRepositoryName(name)).isPresent()) {
            throw new IllegalArgumentException("not a repository name: \"" + repository.get() + "\"");
        }
    }

    /** The registry's name, or the location. */
    public String key() {
        return repository.map(name -> registry + "/" + name).orElse(registry);
    }

    /** The record to write, in the right partition of so many. */
    public ProducerRecord<String, byte[]> toRecord(String prefix, int partitions) {
        Topic topic = IngestTopics.REQUESTS;
        return new ProducerRecord<>(topic.in(prefix), topic.partition(key(), partitions), key(), Json.write(this));
    }

    /**
     * Reads a record's value.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static SweepRequest read(byte[] value) {
        return Json.read(value, SweepRequest.class);
    }
}
