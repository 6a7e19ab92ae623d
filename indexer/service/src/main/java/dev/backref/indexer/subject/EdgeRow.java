package dev.backref.indexer.subject;

import dev.backref.indexer.facts.EdgeState;
import dev.backref.ingest.contract.Cause;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of an edge at a location: the value of a {@code G} row. The descriptor has no annotations here; they lie
 * in the {@code E} row.
 *
 * @param firstSeen when Backref heard of what made the edge known, so that edges stand in the order of their pushes; part
 *     of the keys of its other rows
 * @param observed the look that last changed it
 * @param indexed when the index last learnt something of it
 * @param cause of that look, at the root; absent in rows that were written before it was kept
 */
public record EdgeRow(Instant firstSeen, Instant observed, Instant indexed, Optional<Cause> cause, EdgeState state) {
    /** The same with another state. */
    public EdgeRow with(EdgeState other) {
        return new EdgeRow(firstSeen, observed, indexed, cause, other);
    }
}
