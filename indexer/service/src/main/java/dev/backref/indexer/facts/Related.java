package dev.backref.indexer.facts;

import dev.backref.indexer.contract.Relation;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;

/**
 * Whether a manifest at a location names another one, told to either end.
 *
 * @param subject the end that is told
 * @param other the manifest at the other end
 * @param direction from which end the subject is
 * @param location of the manifest that names the other
 */
public record Related(
        Digest subject,
        Digest other,
        Relation relation,
        Relation.Direction direction,
        Location location,
        boolean present,
        Origin origin)
        implements SubjectFact {
    @Override
    public String key() {
        return "related " + subject;
    }

    @Override
    public void tell(Listener listener) {
        listener.related(this);
    }
}
