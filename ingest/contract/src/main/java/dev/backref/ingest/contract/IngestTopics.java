package dev.backref.ingest.contract;

import dev.backref.ingest.contract.Topic.PartitionedBy;
import dev.backref.ingest.contract.Topic.Time;
import java.time.Duration;
import java.util.List;

/**
 * The topics that ingest reads and writes. Keys are {@link Source#key()}, except where said otherwise; from each the
 * registry and the location can be read, because a tombstone has no value and a partitioner sees no headers.
 */
public final class IngestTopics {
    /** Reasons to look at a source, from webhooks: {@link RegistryEvent}. */
    public static final Topic REGISTRY_EVENTS =
            Topic.kept("registry-events", PartitionedBy.REGISTRY, Duration.ofDays(7), Time.CREATED);

    /** Reasons to look at a source, from the index: {@link RegistryEvent}. */
    public static final Topic WANTED = Topic.kept("wanted", PartitionedBy.REGISTRY, Duration.ofDays(7), Time.CREATED);

    /** What somebody wants to be asked of a registry now: {@link Request}, keyed by location or registry. */
    public static final Topic REQUESTS =
            Topic.kept("requests", PartitionedBy.REGISTRY, Duration.ofDays(1), Time.CREATED);

    /** What the resolver still has to do; read only by the owner of the partition. */
    public static final Topic RESOLVE_STATE = Topic.compacted("resolve-state", PartitionedBy.REGISTRY, Time.CREATED);

    /** What the last look at each source found: {@link Observation}. The system of record of what registries hold. */
    public static final Topic OBSERVATIONS = Topic.compacted("observations", PartitionedBy.LOCATION, Time.CREATED);

    /**
     * {@link LocationSignal}, keyed by location, or by registry where the signal is about a whole registry. Most are told once,
     * so they are kept as long as an index may be away.
     */
    public static final Topic LOCATION_SIGNALS =
            Topic.kept("location-signals", PartitionedBy.KEY, Duration.ofDays(7), Time.CREATED);

    /** {@link DeadLetter}: what was refused, byte for byte, under the key with which it came. */
    public static final Topic DEAD_LETTERS =
            Topic.kept("dead-letters", PartitionedBy.KEY, Duration.ofDays(30), Time.CREATED);

    public static final List<Topic> ALL =
            List.of(REGISTRY_EVENTS, WANTED, REQUESTS, RESOLVE_STATE, OBSERVATIONS, LOCATION_SIGNALS, DEAD_LETTERS);

    private IngestTopics() {}
}
