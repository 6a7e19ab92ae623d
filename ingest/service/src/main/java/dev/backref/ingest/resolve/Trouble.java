package dev.backref.ingest.resolve;

import java.time.Instant;

/**
 * What was signalled last about a source that cannot be looked at.
 *
 * @param since the first attempt that failed, or the report that nobody could look into
 * @param at the attempt that was signalled
 */
record Trouble(Instant since, String reason, Instant at) {}
