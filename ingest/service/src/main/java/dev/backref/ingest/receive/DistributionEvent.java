package dev.backref.ingest.receive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One event of a Distribution envelope (distribution {@code notifications/event.go}). Absent, null and empty fields mean
 * the same: v3 writes {@code "digest":""} where 2.x leaves the field out.
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

    /** Longer than any digest, tag or repository. It keeps hostile text away from regular expressions that recurse. */
    private static final int LONGEST_NAME = 512;

    private static final int LONGEST_QUOTE = 200;

    /** Ids and times are kept as they come only if they can be written everywhere: in JSON, headers and logs. */
    private static final Pattern PLAIN_ID = Pattern.compile("[!-~]{1,200}");

    private static final Pattern PLAIN_TIME = Pattern.compile("[!-~]{1,64}");

    private final Delivery delivery;
    private final JsonNode event;
    private final String ownId;

    /**
     * @param ownId the id of an event that brings none: the same when the delivery is repeated
     */
    DistributionEvent(Delivery delivery, JsonNode event, String ownId) {
        this.delivery = delivery;
        this.event = event;
        this.ownId = ownId;
    }

    /**
     * Adds what the event asks us to look at, or why it is dropped.
     *
     * @throws IllegalArgumentException naming the field of the event that is wrong, its value quoted
     */
    void sortInto(ParsedHook.Collector collector) {
        String action = text(event, "action", "action")
                .orElseThrow(() -> new IllegalArgumentException("action is missing: " + quote(event)));
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
        digest.ifPresent(
                named -> looks.add(look(new Source.Manifest(location, named), Cause.Kind.PUSH, Optional.empty())));
        tag.ifPresent(named -> looks.add(look(named, Cause.Kind.PUSH, digest)));
        if (looks.isEmpty()) {
            throw new IllegalArgumentException("target names neither digest nor tag: " + quote(target()));
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
        collector.event(
                "delete",
                sources.stream()
                        .map(source -> look(source, Cause.Kind.DELETE, Optional.empty()))
                        .toList());
    }

    /** The URL decides where it can. A media type that nobody knows yet may be a manifest's; a tag names manifests only. */
    private boolean pushedBlob() {
        if (urlNames("blobs")) {
            return true;
        }
        String mediaType = target().path("mediaType").asText("");
        int parameters = mediaType.indexOf(';');
        String bare = parameters < 0 ? mediaType : mediaType.substring(0, parameters);
        return !urlNames("manifests")
                && !bare.isBlank()
                && !MANIFESTS.contains(bare.strip().toLowerCase(Locale.ROOT))
                && text(target(), "tag", "target.tag").isEmpty();
    }

    /** Whether the URL ends in {@code /<kind>/<reference>}; a repository may have a component of the same name. */
    private boolean urlNames(String kind) {
        String url = target().path("url").asText("");
        int reference = url.lastIndexOf('/');
        return reference >= 0 && url.substring(0, reference).endsWith("/" + kind);
    }

    private RegistryEvent look(Source source, Cause.Kind kind, Optional<Digest> expected) {
        String id = event.path("id").asText("");
        String reported = event.path("timestamp").asText("");
        return new RegistryEvent(
                source,
                new Cause(kind, PLAIN_ID.matcher(id).matches() ? id : ownId),
                delivery.at(),
                Optional.of(reported).filter(PLAIN_TIME.asMatchPredicate()),
                expected);
    }

    private JsonNode target() {
        return event.path("target");
    }

    private Location location() {
        return parsed("repository", name -> new Location(delivery.registry(), name))
                .orElseThrow(() -> new IllegalArgumentException("target.repository is missing: " + quote(target())));
    }

    private Optional<Digest> digest() {
        return parsed("digest", Digest::parse);
    }

    private Optional<Source> tag(Location location) {
        return parsed("tag", name -> new Source.Tag(location, name));
    }

    private <T> Optional<T> parsed(String field, Function<String, T> parse) {
        String path = "target." + field;
        Optional<String> text = text(target(), field, path);
        try {
            return text.map(parse);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(path + ": " + malformed.getMessage(), malformed);
        }
    }

    private static Optional<String> text(JsonNode parent, String field, String path) {
        JsonNode value = parent.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual() || value.textValue().length() > LONGEST_NAME) {
            throw new IllegalArgumentException(path + " is no name: " + quote(value));
        }
        return Optional.of(value.textValue()).filter(text -> !text.isEmpty());
    }

    /** A value as JSON, bounded. */
    static String quote(JsonNode value) {
        if (value.isMissingNode()) {
            return "missing";
        }
        String json = value.toString();
        return json.length() <= LONGEST_QUOTE ? json : json.substring(0, LONGEST_QUOTE) + "…";
    }
}
