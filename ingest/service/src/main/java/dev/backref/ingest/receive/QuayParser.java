package dev.backref.ingest.receive;

import java.util.List;
import java.util.Map;

/**
 * Reads the notifications of Quay (Quay {@code notifications/notificationevent.py}). No field says what happened: only a
 * push has {@code updated_tags}. They name tags, never digests; in 2013 they were the keys of a map.
 */
final class QuayParser implements HookParser {
    /** Fields that only what changes no tag has, and what is counted for it. */
    private static final Map<String, String> OTHERS =
            Map.of("vulnerability", "scanned", "build_id", "build", "expiring_in", "expiry", "message", "message");

    @Override
    public ParsedHook parse(Delivery delivery) {
        return JsonEvents.sorted(delivery, QuayParser::sort);
    }

    @Override
    public List<HookProof> proofs() {
        return List.of(HeaderProof.AUTHORIZATION, QueryProof.SECRET);
    }

    private static void sort(JsonEvent event, ParsedHook.Collector collector) {
        EventFields fields = event.fields();
        if (!fields.object().has("updated_tags")) {
            OTHERS.keySet().stream()
                    .filter(fields.object()::has)
                    .findFirst()
                    .ifPresentOrElse(
                            field -> collector.dropped(OTHERS.getOrDefault(field, field)),
                            () -> collector.refused("updated_tags is missing: " + EventFields.quote(fields.object())));
            return;
        }
        String host = ImageName.of(fields.text("docker_url").orElse("")).host();
        NamedImage image = new NamedImage(
                fields, fields.required("repository", name -> event.delivery().location(host, name)));
        collector.event("push", image.tags("updated_tags").pushed(event.report("", "")));
    }
}
