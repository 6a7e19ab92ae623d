package dev.backref.ingest.receive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** The events of a delivery whose body is JSON of the vendor's own: one object, or an array of them. */
final class JsonEvents {
    /** What a vendor's events mean. */
    @FunctionalInterface
    interface Sorter {
        /**
         * Adds what the event asks us to look at, or why it is dropped.
         *
         * @throws IllegalArgumentException naming the field of the event that is wrong, its value quoted
         */
        void sort(JsonEvent event, ParsedHook.Collector collector);
    }

    private JsonEvents() {}

    /** Sorts every event of the delivery; those beside a malformed one stay good. */
    static ParsedHook sorted(Delivery delivery, Sorter sorter) {
        JsonNode body;
        try {
            body = HookJson.body(delivery);
        } catch (IOException notJson) {
            return ParsedHook.refused("not-json", "the body is not JSON: " + notJson.getMessage());
        }
        if (!body.isContainerNode()) {
            return ParsedHook.refused("no-events", "the body is no object: " + EventFields.quote(body));
        }
        return sorted(delivery, body, sorter);
    }

    private static ParsedHook sorted(Delivery delivery, JsonNode body, Sorter sorter) {
        ParsedHook.Collector collector = new ParsedHook.Collector();
        OwnIds ids = new OwnIds(delivery);
        int events = body.isArray() ? body.size() : 1;
        for (int at = 0; at < events; at++) {
            String place = body.isArray() ? "[" + at + "]" : "";
            JsonNode event = body.isArray() ? body.get(at) : body;
            try {
                EventFields fields = new EventFields(event, "");
                sorter.sort(new JsonEvent(delivery, fields, () -> ids.of("event" + place)), collector);
            } catch (IllegalArgumentException malformed) {
                collector.refused(place.isEmpty() ? "" : place + ".", malformed);
            }
        }
        return collector.parsed();
    }
}
