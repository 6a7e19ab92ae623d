package dev.backref.ingest.resolve;

import java.time.Instant;

/**
 * From where on the events of one registry are left in the log, although others' are read on.
 *
 * @param offset of the first that is left
 * @param since when the oldest of them came, or earlier
 */
record Mark(long offset, Instant since) {}
