package dev.backref.indexer;

import dev.backref.ingest.contract.Observation;

/**
 * An observation that stands in the log, and can be copied to be derived anew.
 *
 * @param offset at which it stands there
 */
record Copied(Observation observation, long offset) {}
