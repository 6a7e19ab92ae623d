package dev.backref.ingest.receive;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Source;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads the webhooks of Cloudsmith about packages of format docker ("Webhooks"), one object or an array. A version is the
 * manifest's digest, with or without the name of its algorithm; tags stand beside it.
 */
final class CloudsmithParser implements HookParser {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    @Override
    public ParsedHook parse(Delivery delivery) {
        return JsonEvents.sorted(delivery, CloudsmithParser::sort);
    }

    @Override
    public List<HookProof> proofs() {
        return List.of(HeaderProof.AUTHORIZATION, SignatureProof.sha1("x-cloudsmith-signature"));
    }

    private static void sort(JsonEvent event, ParsedHook.Collector collector) {
        EventFields meta = event.fields().below("meta");
        String type = meta.required("event_id", word -> word);
        EventFields data = event.fields().below("data");
        String format = data.said("format");
        if (!format.isEmpty() && !format.equals("docker") && !format.equals("oci")) {
            collector.dropped("other-package");
            return;
        }
        Report report = event.report(meta.said("trigger_id"), meta.said("event_at"));
        switch (type) {
            case "package.synced", "package.tags_updated", "package.restored", "package.released" ->
                collector.event("push", image(event, data).pushed(report));
            case "package.deleted" ->
                collector.event("delete", image(event, data).deleted(report));
            // It may be withheld from now on.
            case "package.quarantined" ->
                collector.event("quarantine", image(event, data).mentioned(report));
            // Not to be had before it is synchronised, which is reported.
            case "package.created", "package.syncing", "package.failed" -> collector.dropped("not-yet-there");
            case "package.downloaded" -> collector.dropped("pull");
            case "package.security_scanned" -> collector.dropped("scanned");
            default -> collector.unknown("unknown-type", type);
        }
    }

    private static NamedImage image(JsonEvent event, EventFields data) {
        String above = data.required("namespace", name -> name) + "/" + data.required("repository", name -> name) + "/";
        NamedImage image = new NamedImage(
                data, data.required("name", name -> event.delivery().location("docker.cloudsmith.io", above + name)));
        image.add("version", version -> version(image, version));
        EventFields tags = data.below("tags");
        new NamedImage(tags, image.location()).tags("version").sources().forEach(image::add);
        return image;
    }

    private static Source version(NamedImage image, String version) {
        return HEX.matcher(version).matches()
                ? new Source.Manifest(image.location(), Digest.of("sha256", version))
                : image.source(version);
    }
}
