package dev.backref.indexer.contract;

import java.time.Instant;
import java.util.Optional;

/**
 * What every lookup says beside what it is after.
 *
 * @param deadline after which nobody waits for the answer
 * @param atLeast a position that the answer must not be older than
 */
public record Ask(Caller caller, Instant deadline, Optional<Position> atLeast) {}
