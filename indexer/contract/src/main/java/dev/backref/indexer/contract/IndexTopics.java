package dev.backref.indexer.contract;

import dev.backref.ingest.contract.Topic;
import dev.backref.ingest.contract.Topic.PartitionedBy;
import dev.backref.ingest.contract.Topic.Time;
import java.time.Duration;

/** The topics that the index, or who asks it, writes for others, and those by which it is told what no registry tells. */
public final class IndexTopics {
    /** {@link Change}, keyed by subject. A subject has the same partition here as in {@code subject-facts}. */
    public static final Topic CHANGES = Topic.kept("changes", PartitionedBy.KEY, Duration.ofDays(30), Time.APPENDED);

    /**
     * {@link dev.backref.indexer.contract.remote.Indexer}, keyed by instance: which process can answer for what. The
     * broker's times tell who was the last to claim a partition, because the clocks of processes differ.
     */
    public static final Topic INDEXERS = Topic.compacted("indexers", PartitionedBy.KEY, Time.APPENDED);

    /**
     * Copies of {@link dev.backref.ingest.contract.Observation}, keyed as these are, which the index derives anew. Whoever
     * copies waits for it; what nobody has read within a day is copied again in another run.
     */
    public static final Topic REINDEX =
            Topic.kept("reindex", PartitionedBy.LOCATION, Duration.ofDays(1), Time.APPENDED);

    /**
     * Records of what was decided by what the index knows, keyed by subject, of the form that {@link Schema#DECISION} publishes.
     * Who has to answer for a decision is asked within a year, and needs some weeks.
     */
    public static final Topic DECISIONS =
            Topic.kept("decisions", PartitionedBy.KEY, Duration.ofDays(400), Time.APPENDED);

    /**
     * {@link PostedVerification}, keyed by subject. The index keeps the last of each verifier about each edge for as long as the
     * edge is there, whatever the topic still holds.
     */
    public static final Topic VERIFICATIONS =
            Topic.kept("verifications", PartitionedBy.KEY, Duration.ofDays(30), Time.APPENDED);

    private IndexTopics() {}
}
