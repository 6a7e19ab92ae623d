package dev.backref.indexer.contract;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The manifests that are related to one, over all registries, in the order of their digests.
 *
 * @param related those of this page; the last can be the first of the next as well, with more locations
 * @param next to ask for the next page with; absent on the last one
 */
public record RelationsAnswer(
        Digest subject,
        Position position,
        ServedBy servedBy,
        Completeness completeness,
        List<Related> related,
        Optional<String> next) {
    public RelationsAnswer {
        related = List.copyOf(related);
    }

    /** The same with another completeness. */
    public RelationsAnswer with(Completeness other) {
        return new RelationsAnswer(subject, position, servedBy, other, related, next);
    }

    /**
     * A manifest at the other end. Whether it is anywhere itself is another question.
     *
     * @param locations where the one is that names the other, at least one, in the order of their names
     */
    public record Related(Digest digest, List<At> locations) {
        public Related {
            locations = List.copyOf(locations);
        }
    }

    /**
     * A location at which the relation holds.
     *
     * @param observed the look that showed it first
     * @param indexed when the index learnt of it
     */
    public record At(Location location, Instant observed, Instant indexed) {}
}
