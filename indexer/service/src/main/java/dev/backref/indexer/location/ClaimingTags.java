package dev.backref.indexer.location;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.util.Optional;

/**
 * Follows the tags whose names make claims of the manifests that they point to. What a tag asserted before stays until the
 * manifest is known to which it moved. After that it stays, as lapsed, where the manifests are lists that many write: two
 * clients that write at once lose entries, and only a deleted manifest is deleted. Else it is taken back.
 */
final class ClaimingTags {
    private final LocationRows rows;
    private final Claimants claimants;
    private final NamedManifests named;
    private final NamedRelations relations;
    private final Backlog backlog;

    ClaimingTags(
            LocationRows rows, Claimants claimants, NamedManifests named, NamedRelations relations, Backlog backlog) {
        this.rows = rows;
        this.claimants = claimants;
        this.named = named;
        this.relations = relations;
        this.backlog = backlog;
    }

    /** The claimant that a tag is; absent for every other tag. */
    Optional<Claimant> claimant(Source.Tag tag) {
        return claimants.ofTag(tag.location(), tag.tag());
    }

    /** It points here. What is gone, or was taken in by too old rules, is looked at again: the tag says it is there. */
    void points(Source.Tag source, Claimant claimant, Digest manifest, Look look) {
        Location location = source.location();
        Optional<Digest> before = rows.tag(location, source.tag());
        boolean moved = !before.equals(Optional.of(manifest));
        if (moved) {
            rows.pointTag(location, source.tag(), manifest);
            before.ifPresent(old -> leave(source, claimant, old, look));
        }
        if (!rows.isKnown(location, manifest, claimant.since())) {
            // Whether it still points to what is gone was asked because that is gone.
            if (moved || look.origin().cause().kind() != Cause.Kind.CASCADE) {
                named.want(location, manifest, look);
            }
        } else if (moved) {
            if (claimant.makesList(manifest)
                    && rows.isImageIndex(location, manifest)
                    && relations.isNewList(location, manifest)) {
                backlog.add(location, Work.of(Work.Step.UNRELATE, manifest, look));
            }
            backlog.add(location, Work.entries(source.tag(), manifest, Standing.HOLDS, look));
            backlog.add(location, Work.lapses(source.tag(), Optional.of(manifest), look));
        }
    }

    /** It is gone. */
    void gone(Source.Tag source, Claimant claimant, Look look) {
        rows.tag(source.location(), source.tag()).ifPresent(old -> {
            rows.forgetTag(source.location(), source.tag());
            leave(source, claimant, old, look);
            backlog.add(source.location(), Work.lapses(source.tag(), Optional.empty(), look));
        });
    }

    /**
     * It points elsewhere now. What a list had there counts all the same: where that is still to be looked at, or to be
     * worked off, the pointer is kept in mind until then.
     */
    private void leave(Source.Tag source, Claimant claimant, Digest old, Look look) {
        if (!claimant.lapses()) {
            return;
        }
        Location location = source.location();
        boolean awaited = named.isAwaited(location, old);
        if (awaited || backlog.isBusy(location)) {
            rows.keepPointer(location, source.tag(), old);
        }
        if (!awaited && backlog.isBusy(location)) {
            backlog.add(location, Work.of(Work.Step.TAGS, old, look));
        }
    }
}
