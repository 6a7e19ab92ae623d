package dev.backref.indexer.location;

import dev.backref.indexer.facts.Origin;
import dev.backref.indexer.reindex.Copy;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Observation;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * The look whose observation is being applied.
 *
 * @param offset of the observation; of the original where it is a copy
 * @param timestamp of the record, in milliseconds
 * @param behindDeletion as in {@link Observation}
 */
record Look(Origin origin, long offset, long timestamp, boolean behindDeletion) {
    /** That of an observation which was read there. */
    static Look of(Observation observation, RecordMetadata record, long timestamp) {
        return of(observation, record.offset(), record, timestamp);
    }

    /** That of a copy's original. The copy is the root of what it changes. */
    static Look of(Copy copy, RecordMetadata record, long timestamp) {
        return of(copy.observation(), copy.original(), record, timestamp);
    }

    private static Look of(Observation observation, long offset, RecordMetadata record, long timestamp) {
        String root = record.topic() + "-" + record.partition() + "@" + record.offset();
        Origin origin =
                new Origin(observation.cause(), observation.observed(), observation.heard(), root, observation.rules());
        return new Look(origin, offset, timestamp, observation.behindDeletion());
    }

    /** Whether somebody looked, and nothing was only derived anew. That has only those asked for that it names first. */
    boolean happened() {
        return origin.cause().kind() != Cause.Kind.REINDEX;
    }

    /** The time of what is asked because of it: what is derived anew can be of a look of long ago. */
    Instant asks() {
        return happened() ? origin.observed() : Instant.ofEpochMilli(timestamp);
    }
}
