package dev.backref.indexer.location;

import dev.backref.indexer.derive.SubjectName;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.util.Optional;

/**
 * Follows the tags under which clients keep lists of referrers where a registry keeps none (distribution-spec §Referrers Tag
 * Schema). A tag asserts what its index lists. What it asserted before stays until the index is known to which it moved,
 * and after that as lapsed: two clients that write at once lose entries, and only a deleted manifest is deleted.
 */
final class ReferrersTags {
    private final LocationRows rows;
    private final NamedManifests named;
    private final Backlog backlog;

    ReferrersTags(LocationRows rows, NamedManifests named, Backlog backlog) {
        this.rows = rows;
        this.named = named;
        this.backlog = backlog;
    }

    static boolean isOne(Source.Tag tag) {
        return SubjectName.ofTag(tag.tag()).isPresent();
    }

    /** It points here. What is gone, or was taken in before entries counted, is looked at again: the tag says it is there. */
    void points(Source.Tag source, Digest index, Look look) {
        Location location = source.location();
        Optional<Digest> before = rows.tag(location, source.tag());
        boolean moved = !before.equals(Optional.of(index));
        if (moved) {
            rows.pointTag(location, source.tag(), index);
            before.ifPresent(old -> leave(source, old, look));
        }
        if (!rows.isIndexKnown(location, index)) {
            named.want(location, index, look);
        } else if (moved) {
            backlog.add(location, Work.entries(source.tag(), index, Standing.HOLDS, look));
            backlog.add(location, Work.lapses(source.tag(), Optional.of(index), look));
        }
    }

    /** It is gone. */
    void gone(Source.Tag source, Look look) {
        rows.tag(source.location(), source.tag()).ifPresent(old -> {
            rows.forgetTag(source.location(), source.tag());
            leave(source, old, look);
            backlog.add(source.location(), Work.lapses(source.tag(), Optional.empty(), look));
        });
    }

    /**
     * It points elsewhere now. What it listed there counts all the same: where that is still to be looked at, or to be
     * worked off, the pointer is kept in mind until then.
     */
    private void leave(Source.Tag source, Digest old, Look look) {
        Location location = source.location();
        boolean wanted = named.isWanted(location, old);
        if (wanted || backlog.isBusy(location)) {
            rows.keepPointer(location, source.tag(), old);
        }
        if (!wanted && backlog.isBusy(location)) {
            backlog.add(location, Work.of(Work.Step.TAGS, old, look));
        }
    }
}
