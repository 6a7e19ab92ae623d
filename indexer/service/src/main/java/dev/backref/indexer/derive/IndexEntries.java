package dev.backref.indexer.derive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Digest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The manifests that an index lists. One entry that cannot be read takes the others away from nobody: clients that
 * read the same index list them.
 *
 * @param digests each once, in their order
 * @param untyped those of which an entry has no artifact type
 * @param types the artifact types of the others, each once; of many the first {@value #MOST_TYPES}
 * @param annotated those entries that say something of themselves, as they stand in the index
 * @param unreadable what is wrong with the first that cannot be read
 */
public record IndexEntries(
        List<Digest> digests,
        List<Digest> untyped,
        Set<String> types,
        List<ParsedManifest.Layer> annotated,
        Optional<String> unreadable) {
    static final IndexEntries NONE = new IndexEntries(List.of(), List.of(), Set.of(), List.of(), Optional.empty());

    private static final int MOST_TYPES = 100;

    /** Reads {@code manifests}; null, as Go writes an empty list, is one. */
    static IndexEntries read(JsonNode manifests, Function<JsonNode, Optional<ParsedManifest.Layer>> reader) {
        if (manifests.isMissingNode() || manifests.isNull()) {
            return NONE;
        }
        if (!manifests.isArray()) {
            return new IndexEntries(
                    List.of(), List.of(), Set.of(), List.of(), Optional.of("manifests is no list: " + manifests));
        }
        NavigableSet<Digest> digests = new TreeSet<>();
        NavigableSet<Digest> untyped = new TreeSet<>();
        Set<String> types = new LinkedHashSet<>();
        List<ParsedManifest.Layer> annotated = new ArrayList<>();
        Optional<String> unreadable = Optional.empty();
        for (JsonNode entry : manifests) {
            Optional<ParsedManifest.Layer> read = reader.apply(entry);
            read.map(ParsedManifest.Layer::digest).ifPresent(digests::add);
            String type = entry.path("artifactType").asText("");
            if (type.isEmpty()) {
                read.map(ParsedManifest.Layer::digest).ifPresent(untyped::add);
            } else if (read.isPresent() && types.size() < MOST_TYPES) {
                types.add(type);
            }
            read.filter(each -> !each.annotations().isEmpty()).ifPresent(annotated::add);
            if (read.isEmpty() && unreadable.isEmpty()) {
                JsonNode digest = entry.path("digest");
                unreadable = Optional.of(
                        "manifests[].digest is no digest: " + (digest.isMissingNode() ? "missing" : digest.toString()));
            }
        }
        return new IndexEntries(
                List.copyOf(digests),
                List.copyOf(untyped),
                Collections.unmodifiableSet(types),
                List.copyOf(annotated),
                unreadable);
    }
}
