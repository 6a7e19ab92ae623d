package dev.backref.indexer.subject;

import java.time.Instant;

/**
 * What is known of a relation at a location: the value of a {@code B} row.
 *
 * @param observed the look that showed it first
 * @param indexed when the index learnt of it
 */
public record RelationRow(Instant observed, Instant indexed) {}
