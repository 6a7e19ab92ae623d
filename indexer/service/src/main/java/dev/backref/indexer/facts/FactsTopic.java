package dev.backref.indexer.facts;

import dev.backref.ingest.contract.Topic;
import dev.backref.ingest.contract.Topic.PartitionedBy;
import dev.backref.ingest.contract.Topic.Time;
import java.time.Duration;

/**
 * The topic between the two halves of the index. Its append times are the times at which the index learnt things. Nobody tells
 * them again, so they are kept as long as changes are.
 */
public final class FactsTopic {
    public static final Topic SUBJECT_FACTS =
            Topic.kept("subject-facts", PartitionedBy.KEY, Duration.ofDays(30), Time.APPENDED);

    private FactsTopic() {}
}
