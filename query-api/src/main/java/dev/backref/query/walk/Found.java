package dev.backref.query.walk;

import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.ingest.contract.Digest;
import java.util.List;
import java.util.Optional;

/**
 * A manifest that one way leads to from another.
 *
 * @param subject the manifest that the walk comes from
 * @param way what the other is to it
 * @param digest of the other
 * @param referrer what is known of it as evidence; absent for relations, which are none
 * @param related where the one is that names the other; empty for evidence, which says so itself
 */
public record Found(
        Digest subject, Way way, Digest digest, Optional<Referrer> referrer, List<RelationsAnswer.At> related) {
    private static final int A_LOCATION = 150;

    public Found {
        related = List.copyOf(related);
    }

    static Found of(Digest subject, Referrer referrer) {
        return new Found(subject, Way.REFERRER, referrer.descriptor().digest(), Optional.of(referrer), List.of());
    }

    static Found of(Digest subject, Way way, RelationsAnswer.Related related) {
        return new Found(subject, way, related.digest(), Optional.empty(), related.locations());
    }

    /** About how long it is as JSON: what whoever pushed it chose, and the locations, of which it can have thousands. */
    long characters() {
        int locations = referrer.map(each -> each.locations().size()).orElse(related.size());
        return referrer.map(Referrer::characters).orElse(0L) + (long) A_LOCATION * locations;
    }
}
