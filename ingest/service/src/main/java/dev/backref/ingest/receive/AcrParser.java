package dev.backref.ingest.receive;

/**
 * Reads the webhooks of Azure Container Registry ("Azure Container Registry webhook reference"): Distribution's event
 * without its envelope. The delete of a tag is not reported.
 */
final class AcrParser implements HookParser {
    @Override
    public ParsedHook parse(Delivery delivery) {
        return JsonEvents.sorted(delivery, (event, collector) -> {
            EventFields fields = event.fields();
            sort(event, event.report(fields.said("id"), fields.said("timestamp")), fields, collector);
        });
    }

    /** The event itself, however it is wrapped. */
    static void sort(JsonEvent event, Report report, EventFields fields, ParsedHook.Collector collector) {
        switch (fields.said("action")) {
            case "ping" -> collector.dropped("ping");
            // The charts of Helm 2: no manifests.
            case "chart_push", "chart_delete" -> collector.dropped("chart");
            // Nobody may pull it before it is released, which is reported as a push.
            case "quarantine" -> collector.dropped("quarantine");
            default -> new DistributionEvent(event.delivery(), fields, report).sortInto(collector);
        }
    }
}
