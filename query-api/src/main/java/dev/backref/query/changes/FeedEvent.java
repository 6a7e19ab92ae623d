package dev.backref.query.changes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Position;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A change as it lies in the topic, decoded and written once for all readers. It keeps what readers filter by and the texts
 * that they get, and counts both: a change can have 64 KiB of annotations, and many of them.
 */
final class FeedEvent {
    private static final String FIRST = "firstAnywhere";

    private final At at;
    private final Facets facets;
    private final List<Location> alsoAt;
    private final String first;
    private final String notFirst;
    private final int size;

    private FeedEvent(At at, Change change, ObjectNode json) {
        this.at = at;
        this.facets = Facets.of(change.type(), change.data());
        this.alsoAt = change.data().alsoAt().stream().map(Location::parse).toList();
        byte[] text = write(json, true);
        this.first = new String(text, StandardCharsets.UTF_8);
        boolean nowhereElse = alsoAt.isEmpty(); // As most are: nobody can see another location that held the edge.
        this.notFirst = nowhereElse ? first : new String(write(json, false), StandardCharsets.UTF_8);
        // The JVM takes one byte for a character where the text has only small ones, and two otherwise.
        int wide = text.length == first.length() ? 1 : 2;
        this.size = wide * (nowhereElse ? first.length() : first.length() + notFirst.length())
                + facets.content().size()
                + facets.former().map(Content::size).orElse(0);
    }

    /** Where the event stands in the topic. */
    private record At(int partition, long offset) {}

    /**
     * What readers filter by.
     *
     * @param type what happened to the edge
     * @param former what an updated edge was before, where that differs
     * @param position of the index after the change
     */
    record Facets(
            Change.Type type,
            Digest subject,
            Location location,
            Optional<String> artifactType,
            Content content,
            Optional<Content> former,
            Position position) {
        static Facets of(Change.Type type, Change.Data data) {
            Content content = Content.of(data);
            return new Facets(
                    type,
                    data.subject().digest(),
                    data.location(),
                    data.referrer().artifactType(),
                    content,
                    data.former()
                            .map(before -> new Content(before.kinds(), before.predicateTypes(), content.annotations())),
                    data.position());
        }
    }

    /**
     * What the referrer holds, as far as the change tells.
     *
     * @param predicateTypes absent where they were left out
     * @param annotations absent where they were left out
     */
    record Content(Set<Kind> kinds, Optional<Set<String>> predicateTypes, Optional<Map<String, String>> annotations) {
        /** Bytes of a text, or of an entry of a map, beside its characters, about. */
        private static final int OVERHEAD = 64;

        static Content of(Change.Data data) {
            Optional<Map<String, String>> annotations = Optional.of(
                            data.referrer().annotations())
                    .filter(all -> !data.omitted().contains(Change.Data.ANNOTATIONS));
            return new Content(data.kinds(), data.predicateTypes(), annotations);
        }

        /** Bytes that it takes in memory, at most about. */
        int size() {
            Stream<String> texts = Stream.concat(
                    predicateTypes.stream().flatMap(Set::stream),
                    annotations.stream()
                            .flatMap(all -> all.entrySet().stream())
                            .flatMap(each -> Stream.of(each.getKey(), each.getValue())));
            return texts.mapToInt(text -> 2 * OVERHEAD + Character.BYTES * text.length())
                    .sum();
        }
    }

    /**
     * Decodes a record of {@code changes}.
     *
     * @throws IllegalArgumentException when it is none
     */
    static FeedEvent read(int partition, long offset, byte[] value) {
        Change change = Change.read(value);
        try {
            JsonNode json = Json.MAPPER.readTree(value);
            ObjectNode data = (ObjectNode) json.required("data");
            data.remove("alsoAt");
            return new FeedEvent(new At(partition, offset), change, (ObjectNode) json);
        } catch (IOException malformed) {
            throw new IllegalArgumentException("not a change: " + malformed.getMessage(), malformed);
        }
    }

    int partition() {
        return at.partition();
    }

    long offset() {
        return at.offset();
    }

    Facets facets() {
        return facets;
    }

    /** Other locations that held the edge at that moment. */
    List<Location> alsoAt() {
        return alsoAt;
    }

    /**
     * The event for one reader.
     *
     * @param seesOthers whether the reader may see another location that held the edge at that moment
     */
    String json(boolean seesOthers) {
        return seesOthers ? notFirst : first;
    }

    /** Bytes that its texts take in memory. */
    int size() {
        return size;
    }

    private static byte[] write(ObjectNode json, boolean isFirst) {
        ((ObjectNode) json.required("data")).put(FIRST, isFirst);
        return Json.write(json);
    }
}
