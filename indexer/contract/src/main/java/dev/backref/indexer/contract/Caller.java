package dev.backref.indexer.contract;

import dev.backref.ingest.contract.Location;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Who asks. What a caller may not see does not exist for it: it is left out before merging, paging and counting. */
@FunctionalInterface
public interface Caller {
    /** A caller who may see everything: the one of a Backref that anyone who reaches it may read. */
    Caller ANYONE = location -> CompletableFuture.completedStage(true);

    /** Whether the caller may see what stands at this location; may take a while, and may fail. */
    CompletionStage<Boolean> visible(Location location);
}
