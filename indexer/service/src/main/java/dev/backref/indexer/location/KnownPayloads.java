package dev.backref.indexer.location;

import dev.backref.indexer.contract.Evidence;
import dev.backref.indexer.contract.Kind;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Payload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What payloads of a manifest were known to say, where a later look at the same manifest could not read them: blobs can be gone,
 * and what they said holds all the same.
 */
final class KnownPayloads {
    private KnownPayloads() {}

    /** The same manifest, with what was known of those blobs that this look tells nothing of. */
    static Observation.Manifest addTo(Observation.Manifest found, Optional<ManifestRow> before) {
        Set<Digest> told = found.payloads().stream().map(Payload::blob).collect(Collectors.toCollection(HashSet::new));
        List<Payload> all = new ArrayList<>(found.payloads());
        before.map(KnownPayloads::of).orElse(List.of()).stream()
                .filter(payload -> told.add(payload.blob()))
                .forEach(all::add);
        return all.size() == found.payloads().size()
                ? found
                : new Observation.Manifest(found.bytes(), found.mediaType(), all, found.kinds());
    }

    private static List<Payload> of(ManifestRow row) {
        return row.payloads()
                .orElseGet(() -> row.content().map(KnownPayloads::of).orElse(List.of()));
    }

    /**
     * Of a row from before they were kept: by what followed from them. No more than were ever read, and those first that only a
     * payload can have said: a manifest can have a thousand layers with an annotation, and a row must not grow by them.
     */
    private static List<Payload> of(ManifestRow.Content content) {
        return content.evidence().stream()
                .filter(KnownPayloads::isOfPayload)
                .sorted(Comparator.comparing(KnownPayloads::canBeOfAnnotation))
                .limit(Payload.MOST)
                .map(KnownPayloads::payload)
                .toList();
    }

    /** A predicate type or a kind can be an annotation's: what is said twice says nothing else. */
    private static boolean isOfPayload(Evidence layer) {
        return !canBeOfAnnotation(layer) || layer.predicateType().isPresent();
    }

    private static boolean canBeOfAnnotation(Evidence layer) {
        return layer.subjects().isEmpty() && layer.created().isEmpty() && !isMessageSignature(layer);
    }

    /** Of anything but a bundle a row of the table says so, and that row can be another by now. Of a bundle it can be either. */
    private static boolean isMessageSignature(Evidence layer) {
        return layer.predicateType().isEmpty()
                && layer.kinds().contains(Kind.SIGNATURE)
                && Payload.isBundle(layer.mediaType());
    }

    private static Payload payload(Evidence layer) {
        return new Payload(
                layer.digest(),
                layer.predicateType(),
                layer.subjects(),
                layer.created(),
                Optional.of(Payload.MESSAGE_SIGNATURE).filter(content -> isMessageSignature(layer)));
    }
}
