package dev.backref.ingest.receive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Location;
import java.util.Locale;
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

    private final Delivery delivery;
    private final Report report;
    private final EventFields event;
    private final EventFields target;

    /** @param event with an {@code action} and a {@code target} */
    DistributionEvent(Delivery delivery, EventFields event, Report report) {
        this.delivery = delivery;
        this.event = event;
        this.target = event.below("target");
        this.report = report;
    }

    /**
     * @param ownId gives the id of an event that brings none
     */
    static DistributionEvent of(Delivery delivery, JsonNode event, Supplier<String> ownId) {
        EventFields fields = new EventFields(event, "");
        Report report = Report.of(delivery, fields.said("id"), fields.said("timestamp"), ownId);
        return new DistributionEvent(delivery, fields, report);
    }

    /**
     * Adds what the event asks us to look at, or why it is dropped.
     *
     * @throws IllegalArgumentException naming the field of the event that is wrong, its value quoted
     */
    void sortInto(ParsedHook.Collector collector) {
        String action = event.required("action", word -> word);
        switch (action) {
            case "push" -> sortPush(collector);
            case "delete" -> sortDelete(collector);
            case "pull", "mount" -> collector.dropped(action);
            default -> collector.unknown("unknown-action", action);
        }
    }

    private void sortPush(ParsedHook.Collector collector) {
        if (pushedBlob()) {
            collector.dropped("blob");
            return;
        }
        collector.event("push", image().pushed(report));
    }

    /** A deleted blob and a deleted manifest look the same: to look at a blob's digest once too often costs little. */
    private void sortDelete(ParsedHook.Collector collector) {
        if (urlNames("blobs")) {
            collector.dropped("blob");
            return;
        }
        collector.event("delete", image().orTheRepository().deleted(report));
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

    private NamedImage image() {
        Location location = target.required("repository", delivery::location);
        return new NamedImage(target, location).digest("digest").tag("tag");
    }
}
