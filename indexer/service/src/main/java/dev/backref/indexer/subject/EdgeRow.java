package dev.backref.indexer.subject;

import dev.backref.indexer.facts.EdgeState;
import java.time.Instant;

/**
 * What is known of an edge at a location: the value of a {@code G} row. The descriptor has no annotations here; they lie
 * in the {@code E} row.
 *
 * @param firstSeen when the index learnt that the edge is there; part of the keys of its other rows
 * @param observed the look that last changed it
 * @param indexed when the index last learnt something of it
 */
public record EdgeRow(Instant firstSeen, Instant observed, Instant indexed, EdgeState state) {}
