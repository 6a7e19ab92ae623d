package dev.backref.faults.count;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A change as Backref announced it. */
public record Announcement(String id, What what) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What happened to which edge. */
    public record What(Type type, Edge edge) {
        @Override
        public String toString() {
            return type + " " + edge;
        }
    }

    /** What can happen to an edge. */
    public enum Type {
        ADDED,
        REMOVED,
        UPDATED;

        private static Type of(String cloudEvent) {
            return switch (cloudEvent) {
                case "dev.backref.referrer.added.v1" -> ADDED;
                case "dev.backref.referrer.removed.v1" -> REMOVED;
                case "dev.backref.referrer.updated.v1" -> UPDATED;
                default -> throw new IllegalArgumentException("not a type of a change: \"" + cloudEvent + "\"");
            };
        }
    }

    /**
     * Reads a CloudEvent of {@code changes}.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Announcement read(String json) {
        try {
            JsonNode event = JSON.readTree(json);
            Edge edge = new Edge(
                    event.at("/data/location/repository").asText(),
                    event.path("subject").asText(),
                    event.at("/data/referrer/digest").asText());
            return new Announcement(
                    event.path("id").asText(),
                    new What(Type.of(event.path("type").asText()), edge));
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("not a change: " + json, malformed);
        }
    }
}
