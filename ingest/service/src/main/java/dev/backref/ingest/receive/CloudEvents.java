package dev.backref.ingest.receive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The CloudEvents of one delivery, in whichever mode they come (CloudEvents HTTP binding §3). */
final class CloudEvents {
    private static final String VERSION = "specversion";

    private final Delivery delivery;
    private final OwnIds ids;
    private final Sorter sorter;
    private final ParsedHook.Collector collector = new ParsedHook.Collector();

    /** What a vendor's events mean. */
    @FunctionalInterface
    interface Sorter {
        /**
         * Adds what the event asks us to look at, or why it is dropped.
         *
         * @throws IllegalArgumentException naming the field of the event that is wrong, its value quoted
         */
        void sort(CloudEvent event, ParsedHook.Collector collector);
    }

    private CloudEvents(Delivery delivery, Sorter sorter) {
        this.delivery = delivery;
        this.ids = new OwnIds(delivery);
        this.sorter = sorter;
    }

    /** Sorts every event of the delivery. */
    static ParsedHook sorted(Delivery delivery, Sorter sorter) {
        CloudEvents events = new CloudEvents(delivery, sorter);
        String contentType = delivery.contentType();
        boolean labelled = contentType.startsWith("application/cloudevents");
        if (!labelled && !delivery.header("ce-specversion").isEmpty()) {
            return events.binary();
        }
        JsonNode body;
        try {
            body = json("the body", delivery.body());
        } catch (IllegalArgumentException notJson) {
            return labelled ? ParsedHook.refused("not-json", String.valueOf(notJson.getMessage())) : events.binary();
        }
        if (labelled) {
            return contentType.startsWith("application/cloudevents-batch") ? events.batch(body) : events.whole(body);
        }
        return events.unlabelled(body);
    }

    /** Sent as plain JSON, an event says itself that it is one: some senders know no other content type. */
    private ParsedHook unlabelled(JsonNode body) {
        if (body.path(0).has(VERSION)) {
            return batch(body);
        }
        return body.has(VERSION) ? whole(body) : binary();
    }

    private ParsedHook binary() {
        CloudEventHeaders headers = new CloudEventHeaders(delivery.headers());
        sort("", () -> event(headers::attribute, "ce-", "", () -> json("data", delivery.body())));
        return collector.parsed();
    }

    private ParsedHook whole(JsonNode event) {
        sort("", () -> structured(event, ""));
        return collector.parsed();
    }

    private ParsedHook batch(JsonNode batch) {
        if (!batch.isArray()) {
            return ParsedHook.refused("no-events", "the batch is no array: " + EventFields.quote(batch));
        }
        for (int at = 0; at < batch.size(); at++) {
            String place = "[" + at + "]";
            JsonNode event = batch.get(at);
            sort(place + ".", () -> structured(event, place));
        }
        return collector.parsed();
    }

    private void sort(String place, Supplier<CloudEvent> event) {
        try {
            sorter.sort(event.get(), collector);
        } catch (IllegalArgumentException malformed) {
            collector.refused(place, malformed);
        }
    }

    private CloudEvent structured(JsonNode event, String place) {
        return event(new EventFields(event, "")::text, "", place, () -> data(event));
    }

    /** Only what is needed is demanded: an event that lacks id or source still says where to look. */
    private CloudEvent event(
            Function<String, Optional<String>> attributes, String prefix, String place, CloudEvent.Payload payload) {
        String version = required(attributes, prefix, VERSION);
        if (!version.startsWith("1.")) {
            throw new IllegalArgumentException(
                    prefix + "specversion is no version that is known: " + EventFields.quote(version));
        }
        String type = required(attributes, prefix, "type");
        String id = attributes.apply("id").orElse("");
        String time = attributes.apply("time").orElse("");
        return new CloudEvent(type, Report.of(delivery, id, time, () -> ids.of("event" + place)), payload);
    }

    private static String required(Function<String, Optional<String>> attributes, String prefix, String name) {
        return attributes.apply(name).orElseThrow(() -> new IllegalArgumentException(prefix + name + " is missing"));
    }

    /** CloudEvents JSON format §3.1: either the value itself, or its bytes in base64. */
    private static JsonNode data(JsonNode event) {
        String encoded = event.path("data_base64").asText("");
        if (encoded.isEmpty()) {
            return event.path("data");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("data_base64 is no base64: " + EventFields.quote(encoded), malformed);
        }
        return json("data_base64", bytes);
    }

    private static JsonNode json(String name, byte[] bytes) {
        try {
            return HookJson.read(bytes);
        } catch (IOException notJson) {
            throw new IllegalArgumentException(name + " is not JSON: " + notJson.getMessage(), notJson);
        }
    }
}
