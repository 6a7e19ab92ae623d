package dev.backref.indexer.derive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Digest;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The manifests that an image index lists. One entry that cannot be read takes the others away from nobody: clients that
 * read the same index list them.
 *
 * @param digests each once, in their order
 * @param unreadable what is wrong with the first that cannot be read
 */
public record IndexEntries(List<Digest> digests, Optional<String> unreadable) {
    static final IndexEntries NONE = new IndexEntries(List.of(), Optional.empty());

    /** Reads {@code manifests}; null, as Go writes an empty list, is one. */
    static IndexEntries read(JsonNode manifests) {
        if (manifests.isMissingNode() || manifests.isNull()) {
            return NONE;
        }
        if (!manifests.isArray()) {
            return new IndexEntries(List.of(), Optional.of("manifests is no list: " + manifests));
        }
        NavigableSet<Digest> digests = new TreeSet<>();
        Optional<String> unreadable = Optional.empty();
        for (JsonNode entry : manifests) {
            JsonNode digest = entry.path("digest");
            Optional<Digest> read = digest.isTextual() ? Digest.tryParse(digest.textValue()) : Optional.empty();
            read.ifPresent(digests::add);
            if (read.isEmpty() && unreadable.isEmpty()) {
                unreadable = Optional.of(
                        "manifests[].digest is no digest: " + (digest.isMissingNode() ? "missing" : digest.toString()));
            }
        }
        return new IndexEntries(List.copyOf(digests), unreadable);
    }
}
