package dev.backref.indexer.derive;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.backref.indexer.contract.ImageIndex;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Observation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a manifest or index says of itself, of any media type that is JSON. It is read as the registries and clients of this
 * field read it, which are written in Go: unknown properties are nobody's error (image-spec considerations.md), the last of
 * two with one name counts, and bytes that are no UTF-8 become U+FFFD. What they would list must not be missing here.
 *
 * @param mediaType its own, or that of the registry where it names none
 * @param artifactType as it stands in it
 * @param configType media type of its config
 * @param subject what it refers to
 * @param layers their first {@value #MOST_LAYERS}, without those whose digest is none
 * @param blobs what an artifact manifest has in their place, likewise; none in anything else
 * @param entries of an image index or a manifest list of Docker's; none in anything else
 */
public record ParsedManifest(
        String mediaType,
        Optional<String> artifactType,
        Optional<String> configType,
        Optional<Digest> subject,
        Map<String, String> annotations,
        List<Layer> layers,
        List<Layer> blobs,
        IndexEntries entries) {
    /** The media type of an image index (image-spec image-index.md). */
    private static final String IMAGE_INDEX = ImageIndex.MEDIA_TYPE;

    /** What Docker had before, and builders still write that are asked for no OCI types (Docker image manifest v2.2). */
    private static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";

    /** The first version of the rules that reads one as an image index. */
    private static final int DOCKER_LISTS_SINCE = 5;

    private static final String OCI_ARTIFACT = "application/vnd.oci.artifact.manifest.v1+json";
    private static final String ORAS_ARTIFACT = "application/vnd.cncf.oras.artifact.manifest.v1+json";

    private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");
    private static final Pattern ESCAPE = Pattern.compile(
            "\\\\(?:u[dD][89abAB]\\p{XDigit}{2}\\\\u[dD][c-fC-F]\\p{XDigit}{2}|(u[dD][89a-fA-F]\\p{XDigit}{2})|.)");
    private static final int MOST_LAYERS = 1_000;
    private static final ObjectReader READER =
            Json.MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** A descriptor in its {@code layers}, {@code blobs} or {@code manifests}. */
    public record Layer(String mediaType, Digest digest, Map<String, String> annotations) {}

    /**
     * Reads a manifest.
     *
     * @param rules the version of the rules by which it is read
     * @throws BeyondLimits when it may well say something, and is too odd to be read
     * @throws IllegalArgumentException when it says nothing, naming the field that is wrong and quoting its value
     */
    public static ParsedManifest read(Observation.Manifest found, int rules) {
        JsonNode json = parse(found.bytes());
        String mediaType = text(json, "mediaType").orElse(found.mediaType());
        return new ParsedManifest(
                mediaType,
                text(json, "artifactType"),
                text(json.path("config"), "mediaType"),
                subject(json, mediaType),
                annotations(json),
                layers(json.path("layers")),
                isArtifact(mediaType) ? layers(json.path("blobs")) : List.of(),
                isIndex(mediaType) && (rules >= DOCKER_LISTS_SINCE || !mediaType.equals(DOCKER_LIST))
                        ? IndexEntries.read(json.path("manifests"), ParsedManifest::layer)
                        : IndexEntries.NONE);
    }

    /** Whether bytes are JSON that lists manifests, whatever type anybody gives it; false where they are none. */
    public static boolean lists(byte[] bytes) {
        try {
            return parse(bytes).path("manifests").isArray();
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    /** Whether a manifest of that type lists others. */
    public static boolean isIndex(String mediaType) {
        return isImageIndex(mediaType) || mediaType.equals(DOCKER_LIST);
    }

    /** Whether one under a referrers tag lists referrers: anything else there is no list (distribution-spec §Listing Referrers). */
    public static boolean isImageIndex(String mediaType) {
        return mediaType.equals(IMAGE_INDEX);
    }

    /** Whether it is of one of the types that artifacts had before image manifests could have a subject. */
    boolean isArtifact() {
        return isArtifact(mediaType);
    }

    private static boolean isArtifact(String mediaType) {
        return mediaType.equals(OCI_ARTIFACT) || mediaType.equals(ORAS_ARTIFACT);
    }

    /**
     * The artifact type of its descriptor in a referrers answer (distribution-spec §Listing Referrers): its own, or that of
     * its config. An index without one has none, whatever else stands in it.
     */
    public Optional<String> effectiveArtifactType() {
        return isImageIndex(mediaType) ? artifactType : artifactType.or(() -> configType);
    }

    private static JsonNode parse(byte[] bytes) {
        JsonNode json;
        try {
            json = tree(bytes);
        } catch (StreamConstraintsException odd) {
            throw new BeyondLimits(odd);
        } catch (IOException malformed) {
            throw new IllegalArgumentException("not JSON: " + malformed.getMessage(), malformed);
        }
        if (!json.isObject()) {
            throw new IllegalArgumentException("a manifest is a JSON object");
        }
        return json;
    }

    private static JsonNode tree(byte[] bytes) throws IOException {
        if (hasPadding(bytes)) {
            return ofText(bytes);
        }
        try {
            return READER.readTree(bytes);
        } catch (StreamConstraintsException odd) {
            throw odd;
        } catch (IOException perhapsNoUtf8) {
            return ofText(bytes);
        }
    }

    /**
     * Jackson pads the names of fields that it has met with this byte, which no UTF-8 has, and takes one that has it of its
     * own for these: what a manifest says would depend on those that were read before.
     */
    private static boolean hasPadding(byte[] bytes) {
        for (byte each : bytes) {
            if (each == (byte) 0xFF) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode ofText(byte[] bytes) throws IOException {
        return READER.readTree(
                withoutHalves(new String(bytes, StandardCharsets.UTF_8))); // With U+FFFD for what is none.
    }

    /** Jackson refuses the escape of half a surrogate pair in the name of a field; in Go that is U+FFFD as anywhere else. */
    private static String withoutHalves(String json) {
        return ESCAPE.matcher(json)
                .replaceAll(escape -> Matcher.quoteReplacement(escape.group(1) == null ? escape.group() : "\\uFFFD"));
    }

    /** Only the first draft of ORAS had another name for it. */
    private static Optional<Digest> subject(JsonNode json, String mediaType) {
        return mediaType.equals(ORAS_ARTIFACT) && json.path("subject").isMissingNode()
                ? subjectIn(json, "subjectManifest")
                : subjectIn(json, "subject");
    }

    private static Optional<Digest> subjectIn(JsonNode json, String field) {
        JsonNode subject = json.path(field);
        if (subject.isMissingNode() || subject.isNull()) {
            return Optional.empty();
        }
        String digest = text(subject, "digest")
                .orElseThrow(() -> new IllegalArgumentException(field + ".digest is missing or no text"));
        try {
            return Optional.of(Digest.parse(digest));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(field + ".digest: " + malformed.getMessage(), malformed);
        }
    }

    private static List<Layer> layers(JsonNode layers) {
        List<Layer> read = new ArrayList<>();
        for (JsonNode layer : layers) {
            if (read.size() == MOST_LAYERS) {
                break;
            }
            layer(layer).ifPresent(read::add);
        }
        return List.copyOf(read);
    }

    private static Optional<Layer> layer(JsonNode layer) {
        return text(layer, "digest")
                .flatMap(Digest::tryParse)
                .map(digest -> new Layer(text(layer, "mediaType").orElse(""), digest, annotations(layer)));
    }

    private static Map<String, String> annotations(JsonNode holder) {
        Map<String, String> annotations = new TreeMap<>();
        holder.path("annotations").properties().forEach(entry -> {
            if (entry.getValue().isTextual()) {
                annotations.put(
                        writable(entry.getKey()), writable(entry.getValue().textValue()));
            }
        });
        return annotations;
    }

    private static Optional<String> text(JsonNode holder, String field) {
        JsonNode value = holder.path(field);
        return value.isTextual() && !value.textValue().isEmpty()
                ? Optional.of(writable(value.textValue()))
                : Optional.empty();
    }

    /** Half a surrogate pair can be escaped in JSON and not be written as UTF-8; registries answer with this for it. */
    private static String writable(String text) {
        return LONE_SURROGATE.matcher(text).replaceAll("\uFFFD");
    }
}
