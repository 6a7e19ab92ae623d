package dev.backref.query.requests;

import dev.backref.ingest.contract.Request;
import java.util.concurrent.CompletionStage;

/** Where is written what somebody wants to be asked of a registry now. */
@FunctionalInterface
public interface RequestLog {
    /** Writes a request; done when it is kept for good, failed when it may not be. */
    CompletionStage<Void> append(Request request);
}
