package dev.backref.indexer.location;

import dev.backref.indexer.contract.Evidence;
import dev.backref.indexer.contract.Kind;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Payload;
import java.util.ArrayList;
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
    static Observation.Manifest addTo(Observation.Manifest found, Optional<ManifestRow.Content> before) {
        List<Evidence> known = before.map(ManifestRow.Content::evidence).orElse(List.of());
        Set<Digest> told = found.payloads().stream().map(Payload::blob).collect(Collectors.toSet());
        List<Payload> all = new ArrayList<>(found.payloads());
        known.stream()
                .filter(KnownPayloads::isOfPayload)
                .filter(layer -> told.add(layer.digest()))
                .map(KnownPayloads::payload)
                .forEach(all::add);
        return all.size() == found.payloads().size()
                ? found
                : new Observation.Manifest(found.bytes(), found.mediaType(), all, found.kinds());
    }

    /** A predicate type or a kind can be an annotation's: what is said twice says nothing else. */
    private static boolean isOfPayload(Evidence layer) {
        return !layer.subjects().isEmpty()
                || layer.created().isPresent()
                || layer.predicateType().isPresent()
                || isMessageSignature(layer);
    }

    /** Of anything but a bundle a row of the table says so, and that row can be another by now. */
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
