package dev.backref.query.decisions;

import dev.backref.ingest.contract.Digest;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where records of decisions are kept. */
public interface DecisionLog {
    /** Where a record stands. */
    record Place(int partition, long offset) {}

    /** Writes a record about a subject; done when it is kept for good, failed when it may not be. */
    CompletionStage<Place> append(Digest subject, byte[] record);

    /** What stands there; absent where nothing does, or no longer. Fails where that cannot be read now. */
    CompletionStage<Optional<byte[]>> read(Place place);
}
