package dev.backref.ingest.receive;

/** Reads the CloudEvents of zot (zot {@code pkg/extensions/events}). */
final class ZotParser implements HookParser {
    @Override
    public ParsedHook parse(Delivery delivery) {
        return CloudEvents.sorted(delivery, (event, collector) -> sort(delivery.registry(), event, collector));
    }

    /** An image whose lint failed was not stored, and one that was scanned is as it was. */
    private static void sort(String registry, CloudEvent event, ParsedHook.Collector collector) {
        switch (lastTwoWords(event.type())) {
            case "image.updated" -> collector.event("push", new ZotImage(registry, event).pushed());
            case "image.deleted" -> collector.event("delete", new ZotImage(registry, event).deleted());
            case "image.lint_failed" -> collector.dropped("lint-failed");
            case "image.scanned" -> collector.dropped("scanned");
            case "repository.created" -> collector.dropped("repository");
            default -> collector.dropped("unknown-type");
        }
    }

    /** What stands before them is {@code zotregistry}, or what the operator has configured. */
    private static String lastTwoWords(String type) {
        int last = type.lastIndexOf('.');
        return type.substring(type.lastIndexOf('.', last - 1) + 1);
    }
}
