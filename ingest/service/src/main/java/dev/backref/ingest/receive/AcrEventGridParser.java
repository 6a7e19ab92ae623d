package dev.backref.ingest.receive;

import dev.backref.ingest.contract.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Reads what Azure Event Grid delivers of a Container Registry, in its own schema and as CloudEvents; both come as arrays.
 * Old types have no prefix.
 */
final class AcrEventGridParser implements HookParser {
    private static final String PREFIX = "Microsoft.ContainerRegistry.";

    @Override
    public ParsedHook parse(Delivery delivery) {
        return JsonEvents.sorted(delivery, AcrEventGridParser::sort);
    }

    @Override
    public List<HookProof> proofs() {
        return List.of(HeaderProof.AUTHORIZATION, QueryProof.SECRET);
    }

    @Override
    public boolean answersOptions() {
        return true;
    }

    private static void sort(JsonEvent event, ParsedHook.Collector collector) {
        EventFields fields = event.fields();
        String type = fields.text("eventType").orElseGet(() -> fields.required("type", word -> word));
        String bare = type.startsWith(PREFIX) ? type.substring(PREFIX.length()) : type;
        switch (bare) {
            case "ImagePushed", "ImageDeleted" -> {
                String time = fields.said("eventTime").isEmpty() ? fields.said("time") : fields.said("eventTime");
                AcrParser.sort(event, event.report(fields.said("id"), time), fields.below("data"), collector);
            }
            case "ChartPushed", "ChartDeleted" -> collector.dropped("chart");
            case "Microsoft.EventGrid.SubscriptionValidationEvent" -> validate(fields.below("data"), collector);
            case "Microsoft.EventGrid.SubscriptionDeletedEvent" -> collector.dropped("unsubscribed");
            default -> collector.unknown("unknown-type", type);
        }
    }

    /** Nothing is delivered before the code has been sent back. */
    private static void validate(EventFields data, ParsedHook.Collector collector) {
        String code = data.required("validationCode", text -> text);
        collector.dropped("validation");
        collector.answer(new String(Json.write(Map.of("validationResponse", code)), StandardCharsets.UTF_8));
    }
}
