package dev.backref.ingest.receive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One event of a Distribution envelope (distribution {@code notifications/event.go}). v3 writes {@code "digest":""} where
 * 2.x leaves the field out.
 */
final class DistributionEvent {
    private static final Set<String> MANIFESTS = Set.of(
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.oci.artifact.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v2+json",
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.docker.distribution.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v1+prettyjws");

    private final String registry;
    private final Report report;
    private final JsonNode event;
    private final EventFields target;

    /**
     * @param ownId gives the id of an event that brings none
     */
    DistributionEvent(Delivery delivery, JsonNode event, Supplier<String> ownId) {
        this.registry = delivery.registry();
        this.event = event;
        this.target = new EventFields(event.path("target"), "target.");
        this.report = Report.of(
                delivery, event.path("id").asText(""), event.path("timestamp").asText(""), ownId);
    }

    /**
     * Adds what the event asks us to look at, or why it is dropped.
     *
     * @throws IllegalArgumentException naming the field of the event that is wrong, its value quoted
     */
    void sortInto(ParsedHook.Collector collector) {
        String action = new EventFields(event, "").required("action", word -> word);
        switch (action) {
            case "push" -> sortPush(collector);
            case "delete" -> sortDelete(collector);
            case "pull", "mount" -> collector.dropped(action);
            default -> collector.dropped("unknown-action");
        }
    }

    private void sortPush(ParsedHook.Collector collector) {
        if (pushedBlob()) {
            collector.dropped("blob");
            return;
        }
        Location location = location();
        Optional<Digest> digest = digest();
        Optional<Source> tag = tag(location);
        List<RegistryEvent> looks = new ArrayList<>();
        digest.ifPresent(named -> looks.add(report.pushed(new Source.Manifest(location, named), Optional.empty())));
        tag.ifPresent(named -> looks.add(report.pushed(named, digest)));
        if (looks.isEmpty()) {
            throw new IllegalArgumentException(
                    "target names neither digest nor tag: " + EventFields.quote(target.object()));
        }
        collector.event("push", looks);
    }

    /** A deleted blob and a deleted manifest look the same: to look at a blob's digest once too often costs little. */
    private void sortDelete(ParsedHook.Collector collector) {
        if (urlNames("blobs")) {
            collector.dropped("blob");
            return;
        }
        Location location = location();
        List<Source> sources = new ArrayList<>();
        digest().ifPresent(digest -> sources.add(new Source.Manifest(location, digest)));
        tag(location).ifPresent(sources::add);
        if (sources.isEmpty()) {
            sources.add(new Source.Repository(location));
        }
        collector.event("delete", sources.stream().map(report::deleted).toList());
    }

    /** The URL decides where it can. A media type that nobody knows yet may be a manifest's; a tag names manifests only. */
    private boolean pushedBlob() {
        if (urlNames("blobs")) {
            return true;
        }
        String mediaType = target.object().path("mediaType").asText("");
        int parameters = mediaType.indexOf(';');
        String bare = parameters < 0 ? mediaType : mediaType.substring(0, parameters);
        return !urlNames("manifests")
                && !bare.isBlank()
                && !MANIFESTS.contains(bare.strip().toLowerCase(Locale.ROOT))
                && target.text("tag").isEmpty();
    }

    /** Whether the URL ends in {@code /<kind>/<reference>}; a repository may have a component of the same name. */
    private boolean urlNames(String kind) {
        String url = target.object().path("url").asText("");
        int reference = url.lastIndexOf('/');
        return reference >= 0 && url.substring(0, reference).endsWith("/" + kind);
    }

    private Location location() {
        return target.required("repository", name -> new Location(registry, name));
    }

    private Optional<Digest> digest() {
        return target.parsed("digest", Digest::parse);
    }

    private Optional<Source> tag(Location location) {
        return target.parsed("tag", name -> new Source.Tag(location, name));
    }
}
