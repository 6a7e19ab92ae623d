package dev.backref.ingest.receive;

/**
 * Reads the EventBridge events of Amazon ECR, as an API destination delivers them (ECR user guide, "Amazon ECR events and
 * EventBridge").
 */
final class EcrParser implements HookParser {
    @Override
    public ParsedHook parse(Delivery delivery) {
        return JsonEvents.sorted(delivery, EcrParser::sort);
    }

    /** Of what EventBridge knows for API destinations, that is in {@code Authorization}. */
    @Override
    public String way() {
        return HeaderProof.BASIC;
    }

    private static void sort(JsonEvent event, ParsedHook.Collector collector) {
        String type = event.fields().required("detail-type", word -> word);
        EventFields detail = event.fields().below("detail");
        switch (type) {
            case "ECR Image Action", "ECR Referrer Action" -> sortAction(event, detail, collector);
            // Written where the copy arrives.
            case "ECR Replication Action" -> arrived(event, detail.said("result"), collector);
            case "ECR Pull Through Cache Action" -> arrived(event, detail.said("sync-status"), collector);
            case "ECR Image Scan", "ECR Scan Resource Change", "Inspector2 Scan" -> collector.dropped("scanned");
            default -> collector.unknown("unknown-type", type);
        }
    }

    private static void sortAction(JsonEvent event, EventFields detail, ParsedHook.Collector collector) {
        String action = detail.required("action-type", word -> word);
        if (failed(detail.said("result"))) {
            collector.dropped("failed");
            return;
        }
        switch (action) {
            case "PUSH" -> collector.event("push", image(event).pushed(report(event)));
            // The manifest goes with its last tag only.
            case "DELETE" -> collector.event("delete", image(event).untagged(report(event)));
            default -> collector.unknown("unknown-action", action);
        }
    }

    private static void arrived(JsonEvent event, String result, ParsedHook.Collector collector) {
        if (failed(result)) {
            collector.dropped("failed");
        } else {
            collector.event("push", image(event).pushed(report(event)));
        }
    }

    private static boolean failed(String result) {
        return !result.isEmpty() && !result.equals("SUCCESS");
    }

    private static Report report(JsonEvent event) {
        return event.report(event.fields().said("id"), event.fields().said("time"));
    }

    private static NamedImage image(JsonEvent event) {
        EventFields detail = event.fields().below("detail");
        String host =
                event.fields().said("account") + ".dkr.ecr." + event.fields().said("region") + ".amazonaws.com";
        return new NamedImage(
                        detail,
                        detail.required(
                                "repository-name", name -> event.delivery().location(host, name)))
                .digest("image-digest")
                .tag("image-tag");
    }
}
