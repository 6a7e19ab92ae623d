package dev.backref.ingest.receive;

import dev.backref.ingest.contract.Digest;
import java.util.List;

/**
 * Reads the events of Artifactory's domain {@code docker} ("Event types: Docker"). The digest is that of the manifest's
 * file; what was pushed by its digest has that for its tag.
 */
final class JfrogParser implements HookParser {
    private static final String BY_DIGEST = "sha256__";

    @Override
    public ParsedHook parse(Delivery delivery) {
        return JsonEvents.sorted(delivery, JfrogParser::sort);
    }

    @Override
    public List<HookProof> proofs() {
        return List.of(
                HeaderProof.AUTHORIZATION,
                new HeaderProof("x-jfrog-event-auth"),
                SignatureProof.sha256("x-jfrog-event-auth"));
    }

    private static void sort(JsonEvent event, ParsedHook.Collector collector) {
        EventFields fields = event.fields();
        String domain = fields.said("domain");
        String type = fields.required("event_type", word -> word);
        if (!domain.isEmpty() && !domain.equals("docker")) {
            collector.unknown("unknown-type", domain + "." + type);
            return;
        }
        Report report = event.report("", "");
        switch (type) {
            case "pushed" -> collector.event("push", image(event).pushed(report));
            // The same manifest may lie below another tag as well.
            case "deleted" -> collector.event("delete", image(event).untagged(report));
            // From one repository to another; nobody has seen which of them is named.
            case "promoted" -> collector.event("promoted", image(event).mentioned(report));
            default -> collector.unknown("unknown-type", "docker." + type);
        }
    }

    private static NamedImage image(JsonEvent event) {
        EventFields fields = event.fields();
        EventFields data = fields.object().has("data") ? fields.below("data") : fields;
        String key = data.required("repo_key", text -> text);
        String host = ImageName.of(fields.text("jpd_origin").orElse("")).host();
        NamedImage image = new NamedImage(
                data, data.required("image_name", name -> event.delivery().location(host, key + "/" + name)));
        return image.manifest("sha256", hex -> Digest.of("sha256", hex))
                .add(
                        "tag",
                        tag -> image.source(
                                tag.startsWith(BY_DIGEST) ? "sha256:" + tag.substring(BY_DIGEST.length()) : tag));
    }
}
