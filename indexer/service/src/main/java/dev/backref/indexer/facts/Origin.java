package dev.backref.indexer.facts;

import dev.backref.ingest.contract.Cause;
import java.time.Instant;

/**
 * The record that a fact follows from. The ids of changes are made from it, so that a replay gives them the same ids.
 *
 * @param cause why somebody looked, at the root
 * @param observed when they looked
 * @param heard when Backref heard of what made them look
 * @param record {@code topic-partition@offset}
 * @param rules by which the fact was derived
 */
public record Origin(Cause cause, Instant observed, Instant heard, String record, int rules) {}
