package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.Applied;
import dev.backref.indexer.subject.SubjectKeys;

/** The stores of the subject half that are in this process. */
public interface SubjectStores {
    /** How many partitions there are, here or elsewhere. */
    int partitions();

    /**
     * The rows of a partition.
     *
     * @throws IndexUnavailable when they are not here, or not yet
     */
    Table rows(int partition);

    /**
     * How far a partition has come.
     *
     * @throws IndexUnavailable when its rows are not here, or not yet
     */
    default Position position(int partition) {
        Applied applied =
                rows(partition).get(SubjectKeys.applied()).map(Applied::read).orElse(Applied.NOTHING);
        return new Position(Position.GENERATION, partition, applied.offset(), applied.appended());
    }
}
