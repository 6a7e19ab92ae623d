package dev.backref.ingest.receive;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The image that an event of zot is about. The manifest that some events carry is not read: what the registry serves
 * counts.
 */
final class ZotImage {
    private final Report report;
    private final Optional<Digest> digest;
    private final List<Source> sources = new ArrayList<>();

    /**
     * @throws IllegalArgumentException naming the field of the event's data that is wrong, its value quoted
     */
    ZotImage(String registry, CloudEvent event) {
        EventFields data = event.data();
        Location location = data.required("name", name -> new Location(registry, name));
        this.report = event.report();
        this.digest = data.parsed("digest", Digest::parse);
        digest.ifPresent(named -> sources.add(new Source.Manifest(location, named)));
        data.parsed("reference", reference -> source(location, reference))
                .filter(named -> !sources.contains(named))
                .ifPresent(sources::add);
        if (sources.isEmpty()) {
            throw new IllegalArgumentException(
                    "data names neither digest nor reference: " + EventFields.quote(data.object()));
        }
    }

    /** By what the client named it: no tag has a colon, every digest has one. */
    private static Source source(Location location, String reference) {
        return reference.contains(":")
                ? new Source.Manifest(location, Digest.parse(reference))
                : new Source.Tag(location, reference);
    }

    List<RegistryEvent> pushed() {
        return sources.stream()
                .map(source -> report.pushed(source, source instanceof Source.Tag ? digest : Optional.empty()))
                .toList();
    }

    /** The delete of a tag names the manifest behind it. That lives on, until zot collects its garbage. */
    List<RegistryEvent> deleted() {
        boolean tagOnly = sources.stream().anyMatch(Source.Tag.class::isInstance);
        return sources.stream()
                .map(source -> tagOnly && source instanceof Source.Manifest
                        ? report.mentioned(source)
                        : report.deleted(source))
                .toList();
    }
}
