package dev.backref.indexer.subject;

import dev.backref.indexer.facts.EdgeState;
import java.time.Instant;

/**
 * What is known of an edge at a location: the value of a {@code G} row. The descriptor has no annotations here; they lie
 * in the {@code E} row.
 *
 * @param firstSeen when Backref heard of what made the edge known, so that edges stand in the order of their pushes; part
 *     of the keys of its other rows
 * @param observed the look that last changed it
 * @param indexed when the index last learnt something of it
 */
public record EdgeRow(Instant firstSeen, Instant observed, Instant indexed, EdgeState state) {}
