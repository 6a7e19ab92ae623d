package dev.backref.indexer.contract;

import dev.backref.ingest.contract.Topic;
import dev.backref.ingest.contract.Topic.PartitionedBy;
import dev.backref.ingest.contract.Topic.Time;
import java.time.Duration;

/** The topics that the index writes for others. */
public final class IndexTopics {
    /** {@link Change}, keyed by subject. A subject has the same partition here as in {@code subject-facts}. */
    public static final Topic CHANGES = Topic.kept("changes", PartitionedBy.KEY, Duration.ofDays(30), Time.APPENDED);

    /**
     * {@link dev.backref.indexer.contract.remote.Indexer}, keyed by instance: which process can answer for what. The
     * broker's times tell who was the last to claim a partition, because the clocks of processes differ.
     */
    public static final Topic INDEXERS = Topic.compacted("indexers", PartitionedBy.KEY, Time.APPENDED);

    private IndexTopics() {}
}
