package dev.backref.ingest.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An OCI content descriptor of a manifest, as a referrers answer carries it (distribution-spec §Listing Referrers).
 *
 * @param size exact length of the manifest, in bytes
 * @param artifactType of the manifest; of its config where that is missing; absent for an index that has none
 * @param annotations of the manifest itself, all of them
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({"mediaType", "digest", "size", "artifactType", "annotations"})
public record Descriptor(
        String mediaType, Digest digest, long size, Optional<String> artifactType, Map<String, String> annotations) {
    public Descriptor {
        if (size < 0) {
            throw new IllegalArgumentException("negative size of " + digest + ": " + size);
        }
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
    }

    /** How long its annotations are, names and values together. */
    public long characters() {
        return annotations.entrySet().stream()
                .mapToLong(
                        each -> (long) each.getKey().length() + each.getValue().length())
                .sum();
    }

    /** The same without annotations: for places where a manifest's own text would grow a record without bound. */
    public Descriptor withoutAnnotations() {
        return new Descriptor(mediaType, digest, size, artifactType, Map.of());
    }
}
