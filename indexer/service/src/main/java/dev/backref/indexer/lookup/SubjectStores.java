package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.IndexUnavailable;
import java.time.Duration;

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

    /**
     * The rows of any partition that is here, for what all of them have.
     *
     * @throws IndexUnavailable when none is here, or none yet
     */
    default SubjectRows any() {
        IndexUnavailable none = new IndexUnavailable("no part of the index is here", Duration.ofSeconds(1));
        for (int partition = 0; partition < partitions(); partition++) {
            try {
                return rows(partition);
            } catch (IndexUnavailable elsewhere) {
                none = elsewhere;
            }
        }
        throw none;
    }
}
