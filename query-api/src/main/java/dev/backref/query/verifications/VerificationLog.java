package dev.backref.query.verifications;

import dev.backref.indexer.contract.PostedVerification;
import java.util.concurrent.CompletionStage;

/** Where what verifiers post is written. */
@FunctionalInterface
public interface VerificationLog {
    /** Writes it; done when it is kept for good, failed when it may not be. */
    CompletionStage<Void> append(PostedVerification posted);
}
