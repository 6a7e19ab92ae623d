package dev.backref.indexer.location;

import dev.backref.indexer.contract.Evidence;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.derive.Derivation;
import dev.backref.indexer.derive.ParsedManifest;
import dev.backref.indexer.facts.Origin;
import dev.backref.ingest.contract.Descriptor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a manifest at a location.
 *
 * @param offset of its last observation
 * @param rules by which it was derived from that
 * @param content absent when it is gone, or was not there when somebody looked
 * @param looked when they looked, or it was listed since, in milliseconds; 0 in rows from before it was kept
 */
record ManifestRow(long offset, int rules, Optional<Content> content, long looked) {
    /** What a look found, or that it found nothing. */
    static ManifestRow of(Look look, Optional<Content> content) {
        Origin origin = look.origin();
        return new ManifestRow(
                look.offset(), origin.rules(), content, origin.observed().toEpochMilli());
    }

    /** The same with what follows from another look, or from the same by other rules: that makes nothing older. */
    static ManifestRow of(Look look, Content content, Optional<ManifestRow> before) {
        ManifestRow now = of(look, Optional.of(content));
        long looked = before.filter(row -> row.offset() == now.offset())
                .map(row -> Math.max(row.looked(), now.looked()))
                .orElse(now.looked());
        return new ManifestRow(now.offset(), now.rules(), now.content(), looked);
    }

    /** The same where it was there then. */
    ManifestRow seen(Instant at) {
        return new ManifestRow(offset, rules, content, at.toEpochMilli());
    }

    /** What its bytes say of it. */
    record Content(Descriptor descriptor, Set<Kind> kinds, List<Evidence> evidence) {
        Content {
            kinds = Kind.inOrder(kinds);
            evidence = List.copyOf(evidence);
        }

        /** Whether it lists manifests. */
        boolean isIndex() {
            return ParsedManifest.isIndex(descriptor.mediaType());
        }

        /** Whether what it lists are referrers where a referrers tag points to it. */
        boolean isImageIndex() {
            return ParsedManifest.isImageIndex(descriptor.mediaType());
        }

        static Content of(Derivation derivation) {
            return new Content(derivation.descriptor(), derivation.kinds(), derivation.evidence());
        }
    }
}
