package dev.backref.ingest.receive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * Reads the notification envelopes of CNCF Distribution, v1 (2.x) and v2 (3.x). They differ in their content type only,
 * so the JSON decides.
 */
final class DistributionParser implements HookParser {
    @Override
    public ParsedHook parse(Delivery delivery) {
        JsonNode envelope;
        try {
            envelope = HookJson.read(delivery.body());
        } catch (IOException notJson) {
            return ParsedHook.refused("not-json", "the body is not JSON: " + notJson.getMessage());
        }
        JsonNode events = envelope.path("events");
        if (!events.isArray()) {
            return ParsedHook.refused("no-events", "events is no array: " + EventFields.quote(events));
        }
        return parse(delivery, events);
    }

    private static ParsedHook parse(Delivery delivery, JsonNode events) {
        ParsedHook.Collector collector = new ParsedHook.Collector();
        OwnIds ids = new OwnIds(delivery);
        int index = 0;
        for (JsonNode event : events) {
            String place = "events[" + index++ + "]";
            try {
                DistributionEvent.of(delivery, event, () -> ids.of(place)).sortInto(collector);
            } catch (IllegalArgumentException malformed) {
                collector.refused(place + ".", malformed);
            }
        }
        return collector.parsed();
    }
}
