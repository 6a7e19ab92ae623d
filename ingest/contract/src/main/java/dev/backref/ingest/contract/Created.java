package dev.backref.ingest.contract;

import java.time.Instant;

/**
 * When evidence was made, by its own word.
 *
 * @param from where that stands, such as {@code predicate.metadata.buildFinishedOn}
 */
public record Created(Instant at, String from) {}
