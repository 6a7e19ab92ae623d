package dev.backref.query.registries;

import dev.backref.ingest.contract.SweepRequest;
import java.util.concurrent.CompletionStage;

/** Where sweeps are asked for. */
@FunctionalInterface
public interface RequestLog {
    /** Writes a request; done when it is kept for good, failed when it may not be. */
    CompletionStage<Void> append(SweepRequest request);
}
