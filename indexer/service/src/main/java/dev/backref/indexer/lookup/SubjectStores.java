package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.IndexUnavailable;

/** The stores of the subject half that are in this process. */
public interface SubjectStores {
    /** How many partitions there are, here or elsewhere. */
    int partitions();

    /**
     * The rows of a partition.
     *
     * @throws IndexUnavailable when they are not here, or not yet
     */
    SubjectRows rows(int partition);
}
