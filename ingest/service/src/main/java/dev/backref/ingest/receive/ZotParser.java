package dev.backref.ingest.receive;

/** Reads the CloudEvents of zot (zot {@code pkg/extensions/events}). */
final class ZotParser implements HookParser {
    @Override
    public ParsedHook parse(Delivery delivery) {
        return CloudEvents.sorted(delivery, (event, collector) -> sort(delivery, event, collector));
    }

    /** An image whose lint failed was not stored, and one that was scanned is as it was. */
    private static void sort(Delivery delivery, CloudEvent event, ParsedHook.Collector collector) {
        switch (lastTwoWords(event.type())) {
            case "image.updated" ->
                collector.event("push", image(delivery, event).pushed(event.report()));
            // The manifest behind a tag lives on, until zot collects its garbage.
            case "image.deleted" ->
                collector.event("delete", image(delivery, event).untagged(event.report()));
            case "image.lint_failed" -> collector.dropped("lint-failed");
            case "image.scanned" -> collector.dropped("scanned");
            case "repository.created" -> collector.dropped("repository");
            default -> collector.unknown("unknown-type", event.type());
        }
    }

    /** The manifest that some events carry is not read: what the registry serves counts. */
    private static NamedImage image(Delivery delivery, CloudEvent event) {
        EventFields data = event.data();
        return new NamedImage(data, data.required("name", delivery::location))
                .digest("digest")
                .reference("reference");
    }

    /** What stands before them is {@code zotregistry}, or what the operator has configured. */
    private static String lastTwoWords(String type) {
        int last = type.lastIndexOf('.');
        return type.substring(type.lastIndexOf('.', last - 1) + 1);
    }
}
