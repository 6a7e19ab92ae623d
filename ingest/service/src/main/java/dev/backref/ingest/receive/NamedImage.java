package dev.backref.ingest.receive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What one event names in a repository, manifests and tags, and so what is to be looked at. */
final class NamedImage {
    private final EventFields fields;
    private final Location location;
    private final Set<Source> sources = new LinkedHashSet<>();
    private final List<String> asked = new ArrayList<>();
    private @Nullable IllegalArgumentException complaint;

    /** @param fields in which the event names it */
    NamedImage(EventFields fields, Location location) {
        this.fields = fields;
        this.location = location;
    }

    /** The manifest of which a field is the digest, where it is said. */
    NamedImage digest(String field) {
        return manifest(field, Digest::parse);
    }

    /**
     * The same in a vendor's own way of writing it. What is no digest does not keep us from looking at the tag beside it.
     */
    NamedImage manifest(String field, Function<String, Digest> reader) {
        asked.add(field);
        try {
            fields.parsed(field, reader).ifPresent(digest -> sources.add(new Source.Manifest(location, digest)));
        } catch (IllegalArgumentException malformed) {
            complaint = malformed;
        }
        return this;
    }

    NamedImage tag(String field) {
        return add(field, text -> new Source.Tag(location, text));
    }

    /** A field that holds either: no tag has a colon, every digest has one. */
    NamedImage reference(String field) {
        return add(field, this::source);
    }

    /**
     * Each tag of a list, or of a map's keys.
     *
     * @throws IllegalArgumentException naming the field, when one of them is no tag
     */
    NamedImage tags(String field) {
        asked.add(field);
        JsonNode listed = fields.object().path(field);
        List<String> names = new ArrayList<>();
        listed.fieldNames().forEachRemaining(names::add);
        listed.elements().forEachRemaining(name -> names.add(name.asText()));
        for (String name : listed.isObject() ? names.subList(0, listed.size()) : names) {
            if (!EventFields.isShort(name) || !Source.Tag.isTag(name)) {
                throw new IllegalArgumentException(fields.prefix() + field + ": not a tag: " + EventFields.quote(name));
            }
            sources.add(new Source.Tag(location, name));
        }
        return this;
    }

    /** What a field's text stands for, in a vendor's own way of writing it. */
    NamedImage add(String field, Function<String, Source> reader) {
        asked.add(field);
        fields.parsed(field, reader).ifPresent(sources::add);
        return this;
    }

    NamedImage add(Source source) {
        sources.add(source);
        return this;
    }

    Location location() {
        return location;
    }

    /** All that the event names, in its order. */
    Set<Source> sources() {
        return sources;
    }

    /**
     * What a reference names.
     *
     * @throws IllegalArgumentException when it is neither a tag nor a digest
     */
    Source source(String reference) {
        return reference.contains(":")
                ? new Source.Manifest(location, Digest.parse(reference))
                : new Source.Tag(location, reference);
    }

    /** Where a delete names nothing in the repository, the repository itself is deleted. */
    NamedImage orTheRepository() {
        return sources.isEmpty() && complaint == null ? add(new Source.Repository(location)) : this;
    }

    /**
     * Manifests, and tags that point at the first of them.
     *
     * @throws IllegalArgumentException as each of these, when the event names nothing
     */
    Looks pushed(Report report) {
        Optional<Digest> expected = named().stream()
                .filter(Source.Manifest.class::isInstance)
                .map(manifest -> ((Source.Manifest) manifest).digest())
                .findFirst();
        return looks(source -> report.pushed(source, source instanceof Source.Tag ? expected : Optional.empty()));
    }

    /** All that is named is gone. */
    Looks deleted(Report report) {
        return looks(report::deleted);
    }

    /** The delete of a tag may name the manifest behind it, which lives on or not: that is only looked at. */
    Looks untagged(Report report) {
        boolean tagged = named().stream().anyMatch(Source.Tag.class::isInstance);
        return looks(source ->
                tagged && source instanceof Source.Manifest ? report.mentioned(source) : report.deleted(source));
    }

    /** Something was done to it of which we do not know what it leaves there. */
    Looks mentioned(Report report) {
        return looks(report::mentioned);
    }

    private Looks looks(Function<Source, RegistryEvent> meaning) {
        return new Looks(
                named().stream().map(meaning).toList(),
                Optional.ofNullable(complaint).map(why -> String.valueOf(why.getMessage())));
    }

    private Set<Source> named() {
        if (sources.isEmpty() && complaint != null) {
            throw complaint;
        }
        if (sources.isEmpty()) {
            String missing = asked.isEmpty() ? "tag" : String.join(" nor ", asked);
            throw new IllegalArgumentException(fields.name() + " names " + (asked.size() > 1 ? "neither " : "no ")
                    + missing + ": " + EventFields.quote(fields.object()));
        }
        return sources;
    }
}
