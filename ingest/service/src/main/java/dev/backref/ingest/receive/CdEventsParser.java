package dev.backref.ingest.receive;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Source;

/** Reads the artifact events of CDEvents (CDEvents "Continuous Integration Events") about images. */
final class CdEventsParser implements HookParser {
    private static final String PREFIX = "dev.cdevents.artifact.";

    @Override
    public ParsedHook parse(Delivery delivery) {
        return CloudEvents.sorted(delivery, (event, collector) -> sort(delivery, event, collector));
    }

    @Override
    public boolean answersOptions() {
        return true;
    }

    private static void sort(Delivery delivery, CloudEvent event, ParsedHook.Collector collector) {
        String type = event.type();
        String what = type.startsWith(PREFIX) ? type.substring(PREFIX.length()) : "";
        switch (what.indexOf('.') < 0 ? what : what.substring(0, what.indexOf('.'))) {
            case "published" -> sort(delivery, event, "push", collector);
            case "deleted" -> sort(delivery, event, "delete", collector);
            // The signature is not named, only what it is of.
            case "signed" -> sort(delivery, event, "signed", collector);
            case "packaged" -> collector.dropped("not-yet-there");
            case "downloaded" -> collector.dropped("pull");
            default -> collector.unknown("unknown-type", type);
        }
    }

    private static void sort(Delivery delivery, CloudEvent event, String action, ParsedHook.Collector collector) {
        EventFields subject = event.data().below("subject");
        if (!subject.required("id", PackageUrl::parse).isImage()) {
            collector.dropped("other-package");
            return;
        }
        NamedImage image = subject.required(
                "id", text -> image(delivery, subject, PackageUrl.parse(text).image()));
        collector.event(action, looks(image, action, event.report()));
    }

    private static Looks looks(NamedImage image, String action, Report report) {
        return switch (action) {
            case "push" -> image.pushed(report);
            case "delete" -> image.untagged(report);
            default -> image.mentioned(report);
        };
    }

    private static NamedImage image(Delivery delivery, EventFields subject, ImageName name) {
        NamedImage image = new NamedImage(subject, delivery.location(name.host(), name.repository()));
        if (!name.digest().isEmpty()) {
            image.add(new Source.Manifest(image.location(), Digest.parse(name.digest())));
        }
        if (!name.tag().isEmpty()) {
            image.add(new Source.Tag(image.location(), name.tag()));
        }
        return image;
    }
}
