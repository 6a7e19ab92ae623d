package dev.backref.ingest.receive;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Reads the webhooks of Harbor 2.x in its own format and as CloudEvents (Harbor {@code src/pkg/notifier/formats}). Both
 * have the same payload; the field {@code tag} holds the digest of what has no tag.
 */
final class HarborParser implements HookParser {
    /** One event, whichever its format. */
    private record Event(Delivery delivery, Report report, EventFields data) {}

    @Override
    public ParsedHook parse(Delivery delivery) {
        return delivery.contentType().startsWith("application/cloudevents")
                ? CloudEvents.sorted(
                        delivery,
                        (event, collector) ->
                                sort(event.type(), () -> new Event(delivery, event.report(), event.data()), collector))
                : JsonEvents.sorted(delivery, HarborParser::sortOwn);
    }

    private static void sortOwn(JsonEvent event, ParsedHook.Collector collector) {
        EventFields fields = event.fields();
        Report report = event.report("", fields.seconds("occur_at"));
        sort(
                fields.required("type", type -> type),
                () -> new Event(event.delivery(), report, fields.below("event_data")),
                collector);
    }

    private static void sort(String type, Supplier<Event> event, ParsedHook.Collector collector) {
        switch (type) {
            case "PUSH_ARTIFACT", "harbor.artifact.pushed" ->
                collector.event("push", looks(event.get(), NamedImage::pushed));
            // What is deleted is the artifact, with all its tags; Harbor names one of them.
            case "DELETE_ARTIFACT", "harbor.artifact.deleted" ->
                collector.event("delete", looks(event.get(), NamedImage::deleted));
            case "PULL_ARTIFACT", "harbor.artifact.pulled" -> collector.dropped("pull");
            case "SCANNING_COMPLETED", "harbor.scan.completed" -> sortScan(event.get(), collector);
            case "SCANNING_FAILED", "harbor.scan.failed", "SCANNING_STOPPED", "harbor.scan.stopped" ->
                collector.dropped("scanned");
            case "QUOTA_EXCEED", "harbor.quota.exceeded", "QUOTA_WARNING", "harbor.quota.warned" ->
                collector.dropped("quota");
            case "REPLICATION", "harbor.replication.status.changed" -> collector.dropped("replication");
            case "TAG_RETENTION", "harbor.tag_retention.finished" -> collector.dropped("retention");
            default -> collector.unknown("unknown-type", type);
        }
    }

    private static Looks looks(Event event, BiFunction<NamedImage, Report, Looks> meaning) {
        List<RegistryEvent> looks = new ArrayList<>();
        Optional<String> complaint = Optional.empty();
        for (EventFields resource : event.data().entries("resources")) {
            NamedImage image = new NamedImage(resource, location(event, resource));
            Looks each = meaning.apply(image.digest("digest").reference("tag"), event.report());
            looks.addAll(each.events());
            complaint = complaint.or(each::complaint);
        }
        if (looks.isEmpty()) {
            throw new IllegalArgumentException(event.data().prefix() + "resources has no entry: "
                    + EventFields.quote(event.data().object()));
        }
        return new Looks(looks, complaint);
    }

    /** A scan changes no manifest, but one for an SBOM attaches it: its digest is named, and no push of it reported. */
    private static void sortScan(Event event, ParsedHook.Collector collector) {
        List<RegistryEvent> sboms = new ArrayList<>();
        for (EventFields resource : event.data().entries("resources")) {
            Digest.tryParse(resource.below("sbom_overview").said("sbom_digest"))
                    .map(digest -> new Source.Manifest(location(event, resource), digest))
                    .ifPresent(sbom -> sboms.addAll(new NamedImage(resource, sbom.location())
                            .add(sbom)
                            .pushed(event.report())
                            .events()));
        }
        if (sboms.isEmpty()) {
            collector.dropped("scanned");
        } else {
            collector.event("push", new Looks(sboms, Optional.empty()));
        }
    }

    private static Location location(Event event, EventFields resource) {
        EventFields repository = event.data().below("repository");
        String host = resource.text("resource_url")
                .map(url -> url.substring(0, Math.max(0, url.indexOf('/'))))
                .orElse("");
        return repository
                .parsed("repo_full_name", name -> event.delivery().location(host, name))
                .orElseGet(() -> repository.required(
                        "name",
                        name -> event.delivery()
                                .location(
                                        host,
                                        repository
                                                        .text("namespace")
                                                        .map(above -> above + "/")
                                                        .orElse("")
                                                + name)));
    }
}
