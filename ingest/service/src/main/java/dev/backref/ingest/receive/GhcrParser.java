package dev.backref.ingest.receive;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Source;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads GitHub's events {@code package} and {@code registry_package} for ghcr.io (octokit/webhooks). A delivery can have
 * several digests, of which not every one is well formed: each that is names a manifest to look at.
 */
final class GhcrParser implements HookParser {
    private static final Set<String> CONTAINERS = Set.of("container", "docker");

    @Override
    public ParsedHook parse(Delivery delivery) {
        return JsonEvents.sorted(delivery, GhcrParser::sort);
    }

    @Override
    public List<HookProof> proofs() {
        return List.of(SignatureProof.GITHUB);
    }

    private static void sort(JsonEvent event, ParsedHook.Collector collector) {
        EventFields whole = event.fields();
        String kind = event.delivery().header("x-github-event");
        EventFields named = whole.below(whole.object().has("registry_package") ? "registry_package" : "package");
        if (kind.equals("ping")) {
            collector.dropped("ping");
        } else if (!named.object().isObject() && !kind.isEmpty() && !kind.endsWith("package")) {
            collector.unknown("unknown-type", kind);
        } else if (named.object().isObject() && !isContainer(named)) {
            collector.dropped("other-package");
        } else {
            sort(event, named, collector);
        }
    }

    private static void sort(JsonEvent event, EventFields named, ParsedHook.Collector collector) {
        String action = event.fields().required("action", word -> word);
        EventFields version = named.below("package_version");
        String created = version.said("created_at");
        Report report =
                event.report(event.delivery().header("x-github-delivery"), created.startsWith("0001-") ? "" : created);
        switch (action) {
            case "published", "updated" ->
                collector.event("push", image(event, named).pushed(report));
            case "deleted" -> collector.event("delete", image(event, named).untagged(report));
            default -> collector.unknown("unknown-action", action);
        }
    }

    /** Three fields say the type, and not every delivery has each; they can contradict one another. */
    private static boolean isContainer(EventFields named) {
        List<String> types = Stream.of(
                        named.said("package_type"),
                        named.said("ecosystem"),
                        named.below("registry").said("type"))
                .filter(type -> !type.isEmpty())
                .map(type -> type.toLowerCase(Locale.ROOT))
                .toList();
        return types.isEmpty() || types.stream().anyMatch(CONTAINERS::contains);
    }

    private static NamedImage image(JsonEvent event, EventFields named) {
        EventFields version = named.below("package_version");
        EventFields container = version.below("container_metadata");
        ImageName url = ImageName.of(version.text("package_url").orElse(""));
        NamedImage image = new NamedImage(
                version,
                url.repository().isEmpty()
                        ? named.required("name", name -> event.delivery().location("", path(named, name)))
                        : version.required(
                                "package_url", text -> event.delivery().location(url.host(), url.repository())));
        Stream.of(
                        container.below("tag").said("digest"),
                        container.below("manifest").said("digest"))
                .forEach(digest -> addDigest(image, digest));
        addDigest(image, version.said("version"));
        addDigest(image, version.said("name"));
        container
                .below("tag")
                .parsed("name", text -> new Source.Tag(image.location(), text))
                .or(() -> url.tag().isEmpty()
                        ? Optional.empty()
                        : version.parsed("package_url", text -> new Source.Tag(image.location(), url.tag())))
                .ifPresent(image::add);
        return image.sources().isEmpty() ? image.add("version", image::source) : image;
    }

    private static void addDigest(NamedImage image, String text) {
        Digest.tryParse(text).ifPresent(digest -> image.add(new Source.Manifest(image.location(), digest)));
    }

    private static String path(EventFields named, String name) {
        String namespace = named.text("namespace")
                .or(() -> named.below("owner").text("login"))
                .map(above -> above + "/")
                .orElse("");
        return (namespace + name).toLowerCase(Locale.ROOT);
    }
}
