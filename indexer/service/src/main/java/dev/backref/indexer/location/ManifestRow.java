package dev.backref.indexer.location;

import dev.backref.indexer.contract.Evidence;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.derive.Derivation;
import dev.backref.indexer.derive.ParsedManifest;
import dev.backref.indexer.facts.Origin;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Payload;
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
 * @param since when the look began that found it where nobody knew it to be, or behind a deletion that nobody saw, in
 *     milliseconds; 0 in rows from before it was kept, and where it is gone
 * @param payloads what its blobs were ever known to say; absent where it has no content, and in rows from before it was kept
 */
record ManifestRow(
        long offset, int rules, Optional<Content> content, long looked, long since, Optional<List<Payload>> payloads) {
    /** A look found nothing. */
    static ManifestRow gone(Look look) {
        Origin origin = look.origin();
        return new ManifestRow(
                look.offset(),
                origin.rules(),
                Optional.empty(),
                origin.observed().toEpochMilli(),
                0,
                Optional.empty());
    }

    /** What follows from a look, or from the same by other rules: that makes nothing older. */
    static ManifestRow of(Look look, Derivation derivation, Optional<ManifestRow> before) {
        Origin origin = look.origin();
        long observed = origin.observed().toEpochMilli();
        long looked = before.filter(row -> row.offset() == look.offset())
                .map(row -> Math.max(row.looked(), observed))
                .orElse(observed);
        long since = before.filter(row -> row.content().isPresent() && !look.behindDeletion())
                .map(ManifestRow::since)
                .orElse(observed);
        return new ManifestRow(
                look.offset(),
                origin.rules(),
                Optional.of(Content.of(derivation)),
                looked,
                since,
                Optional.of(derivation.payloads()));
    }

    /**
     * Whether nobody knows that it was there all the time since then: it was seen to be gone since, or may have been, and be
     * there again.
     */
    boolean mayHaveEnded(long then) {
        return content.isPresent() ? since > then : looked >= then;
    }

    /** The same where it was there then. */
    ManifestRow seen(Instant at) {
        return new ManifestRow(offset, rules, content, at.toEpochMilli(), since, payloads);
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
