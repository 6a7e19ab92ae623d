package dev.backref.query.changes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.indexer.contract.Change;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A change as it lies in the topic, decoded and written once for all readers. */
final class FeedEvent {
    private static final String FIRST = "firstAnywhere";

    private final int partition;
    private final long offset;
    private final Change change;
    private final List<Location> alsoAt;
    private final String first;
    private final String notFirst;

    private FeedEvent(int partition, long offset, Change change, ObjectNode json) {
        this.partition = partition;
        this.offset = offset;
        this.change = change;
        this.alsoAt = change.data().alsoAt().stream().map(Location::parse).toList();
        this.notFirst = write(json, false);
        this.first = change.type() == Change.Type.ADDED ? write(json, true) : notFirst;
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
            return new FeedEvent(partition, offset, change, (ObjectNode) json);
        } catch (IOException malformed) {
            throw new IllegalArgumentException("not a change: " + malformed.getMessage(), malformed);
        }
    }

    int partition() {
        return partition;
    }

    long offset() {
        return offset;
    }

    Change change() {
        return change;
    }

    Location location() {
        return change.data().location();
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

    /** Bytes that it takes in memory, about. */
    int size() {
        return first.length() * 2;
    }

    private static String write(ObjectNode json, boolean isFirst) {
        ((ObjectNode) json.required("data")).put(FIRST, isFirst);
        return new String(Json.write(json), StandardCharsets.UTF_8);
    }
}
