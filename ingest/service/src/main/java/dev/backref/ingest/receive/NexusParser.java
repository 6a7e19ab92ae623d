package dev.backref.ingest.receive;

import dev.backref.ingest.contract.Source;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the webhooks of Nexus Repository about components and assets of format docker (Sonatype "Webhooks"). They name no
 * digest but that of an asset whose name is one.
 */
final class NexusParser implements HookParser {
    /** The path of a manifest in the registry's API. */
    private static final Pattern MANIFEST = Pattern.compile("/?v2/(.+)/manifests/([^/]+)");

    /** What an event names, as clients do. */
    private record Named(String repository, String reference) {}

    @Override
    public ParsedHook parse(Delivery delivery) {
        return JsonEvents.sorted(delivery, NexusParser::sort);
    }

    @Override
    public List<HookProof> proofs() {
        return List.of(HeaderProof.AUTHORIZATION, SignatureProof.sha1("x-nexus-webhook-signature"));
    }

    private static void sort(JsonEvent event, ParsedHook.Collector collector) {
        EventFields fields = event.fields();
        String kind = event.delivery().header("x-nexus-webhook-id");
        boolean asset = fields.object().path("asset").isObject();
        EventFields thing = fields.below(asset ? "asset" : "component");
        if (!thing.object().isObject() && !kind.isEmpty() && !kind.startsWith("rm:repository:")) {
            collector.unknown("unknown-type", kind);
        } else if (!thing.said("format").isEmpty() && !thing.said("format").equals("docker")) {
            collector.dropped("other-package");
        } else if (asset) {
            thing.required("name", NexusParser::manifest)
                    .ifPresentOrElse(named -> sort(event, named, collector), () -> collector.dropped("blob"));
        } else {
            String version = thing.required("version", text -> text);
            sort(event, thing.required("name", name -> new Named(name, version)), collector);
        }
    }

    private static void sort(JsonEvent event, Named named, ParsedHook.Collector collector) {
        EventFields fields = event.fields();
        String action = fields.required("action", word -> word);
        String above = fields.required("repositoryName", name -> name);
        NamedImage image = image(event, above, named);
        Report report = event.report(event.delivery().header("x-nexus-webhook-delivery"), fields.said("timestamp"));
        switch (action) {
            case "CREATED", "UPDATED" -> collector.event("push", image.pushed(report));
            case "DELETED", "PURGED" -> collector.event("delete", image.deleted(report));
            default -> collector.unknown("unknown-action", action);
        }
    }

    private static NamedImage image(JsonEvent event, String above, Named named) {
        NamedImage image =
                new NamedImage(event.fields(), event.delivery().location("", above + "/" + named.repository()));
        Source source = image.source(named.reference());
        return image.add(source);
    }

    private static Optional<Named> manifest(String path) {
        Matcher matcher = MANIFEST.matcher(path);
        return matcher.matches() ? Optional.of(new Named(matcher.group(1), matcher.group(2))) : Optional.empty();
    }
}
