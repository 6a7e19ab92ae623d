package dev.backref.indexer.location;

import dev.backref.indexer.facts.Origin;

/**
 * The look whose observation is being applied.
 *
 * @param offset of the observation; of the original where it is a copy
 * @param timestamp of the record, in milliseconds
 */
record Look(Origin origin, long offset, long timestamp) {}
