package dev.backref.ingest.receive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.io.IOException;
import java.util.Base64;
import java.util.List;

/**
 * Reads what Pub/Sub pushes of Google's Artifact Registry and Container Registry ("Configure Pub/Sub notifications"), in
 * Pub/Sub's envelope or without it. The delete of a tag names no digest.
 */
final class GarParser implements HookParser {
    @Override
    public ParsedHook parse(Delivery delivery) {
        return JsonEvents.sorted(delivery, GarParser::sort);
    }

    @Override
    public List<HookProof> proofs() {
        return List.of(HeaderProof.AUTHORIZATION, QueryProof.SECRET);
    }

    private static void sort(JsonEvent event, ParsedHook.Collector collector) {
        EventFields message = event.fields().below("message");
        Delivery delivery = event.delivery();
        if (message.object().isObject()) {
            Report report = event.report(
                    either(message.said("messageId"), message.said("message_id")),
                    either(message.said("publishTime"), message.said("publish_time")));
            sort(event, report, data(message), collector);
        } else {
            Report report = event.report(
                    delivery.header("x-goog-pubsub-message-id"), delivery.header("x-goog-pubsub-publish-time"));
            sort(event, report, event.fields(), collector);
        }
    }

    private static void sort(JsonEvent event, Report report, EventFields data, ParsedHook.Collector collector) {
        String action = data.required("action", word -> word);
        switch (action) {
            case "INSERT" -> collector.event("push", image(event, data).pushed(report));
            case "DELETE" -> collector.event("delete", image(event, data).untagged(report));
            default -> collector.unknown("unknown-action", action);
        }
    }

    private static NamedImage image(JsonEvent event, EventFields data) {
        Location location = data.parsed("digest", text -> location(event, ImageName.of(text)))
                .orElseGet(() -> data.required("tag", text -> location(event, ImageName.of(text))));
        return new NamedImage(data, location)
                .manifest("digest", text -> Digest.parse(ImageName.of(text).digest()))
                .add("tag", text -> new Source.Tag(location, ImageName.of(text).tag()));
    }

    private static Location location(JsonEvent event, ImageName name) {
        return event.delivery().location(name.host(), name.repository());
    }

    private static EventFields data(EventFields message) {
        String encoded = message.said("data");
        try {
            JsonNode data = HookJson.read(Base64.getDecoder().decode(encoded));
            return new EventFields(data, "message.data.");
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("message.data is no base64: " + EventFields.quote(encoded), malformed);
        } catch (IOException notJson) {
            throw new IllegalArgumentException("message.data is not JSON: " + notJson.getMessage(), notJson);
        }
    }

    private static String either(String one, String other) {
        return one.isEmpty() ? other : one;
    }
}
