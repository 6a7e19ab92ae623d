package dev.backref.indexer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A manifest made for a test. Its config and its layer are the two bytes <code>{}</code>, so that any registry takes it
 * once it has that blob.
 *
 * @param bytes not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
public record SampleManifest(byte[] bytes, String mediaType) {
    public static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String EMPTY = "application/vnd.oci.empty.v1+json";
    public static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    private static final String NAME = "org.example.name";

    /** An image that refers to nothing; another for each name. */
    public static SampleManifest image(String name) {
        return of(manifest("application/vnd.oci.image.config.v1+json", Map.of(NAME, name)), MANIFEST);
    }

    /** An image manifest of an artifact type, with a subject. */
    public static SampleManifest referrer(SampleManifest subject, String artifactType, String name) {
        return referrer(subject, artifactType, Map.of(NAME, name));
    }

    /** An image manifest of an artifact type, with a subject and these annotations. */
    public static SampleManifest referrer(
            SampleManifest subject, String artifactType, Map<String, String> annotations) {
        ObjectNode json = manifest(EMPTY, annotations).put("artifactType", artifactType);
        return of(json.set("subject", subject.descriptor()), MANIFEST);
    }

    /** An image manifest without an artifact type: its config's media type stands in for it. */
    public static SampleManifest referrerByConfig(SampleManifest subject, String configType, String name) {
        ObjectNode json = manifest(configType, Map.of(NAME, name));
        return of(json.set("subject", subject.descriptor()), MANIFEST);
    }

    /** An image index with a subject and no artifact type. */
    public static SampleManifest referringIndex(SampleManifest subject, String name) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("schemaVersion", 2).put("mediaType", INDEX);
        json.putArray("manifests");
        json.putObject("annotations").put(NAME, name);
        return of(json.set("subject", subject.descriptor()), INDEX);
    }

    /** An image manifest of an artifact type that refers to nothing by itself. */
    public static SampleManifest artifact(String artifactType, String name) {
        return of(manifest(EMPTY, Map.of(NAME, name)).put("artifactType", artifactType), MANIFEST);
    }

    /** An image index that lists these, under an artifact type of its own invention. */
    public static SampleManifest index(SampleManifest... listed) {
        return index(List.of(listed).stream().map(SampleManifest::descriptor).toList());
    }

    /** An image index that lists what may be nowhere. */
    public static SampleManifest indexOf(Collection<Digest> listed) {
        return index(
                listed.stream().map(digest -> descriptor(MANIFEST, digest, 2)).toList());
    }

    /** An image index of these, say of one image for several platforms. */
    public static SampleManifest imageIndex(SampleManifest... children) {
        return imageIndexOf(Stream.of(children).map(SampleManifest::digest).toList());
    }

    /** An image index of what may be nowhere. */
    public static SampleManifest imageIndexOf(Collection<Digest> children) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("schemaVersion", 2).put("mediaType", INDEX);
        ArrayNode manifests = json.putArray("manifests");
        children.forEach(child -> manifests.add(descriptor(MANIFEST, child, 2)));
        return of(json, INDEX);
    }

    /** An image that says which one it was built from. */
    public static SampleManifest builtFrom(Digest base, String name) {
        Map<String, String> told = Map.of(NAME, name, "org.opencontainers.image.base.digest", base.toString());
        return of(manifest("application/vnd.oci.image.config.v1+json", told), MANIFEST);
    }

    /** An image index as Docker's manifest list. */
    public SampleManifest asDockerList() {
        return new SampleManifest(replaced(INDEX, DOCKER_LIST).bytes(), DOCKER_LIST);
    }

    /** The tag under which clients list the referrers of this manifest. */
    public String referrersTag() {
        return "sha256-" + digest().encoded();
    }

    public Digest digest() {
        return Digest.sha256(bytes);
    }

    /** Its JSON, as a copy. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The same with another text in the place of one. */
    public SampleManifest replaced(String text, String other) {
        return new SampleManifest(text().replace(text, other).getBytes(StandardCharsets.UTF_8), mediaType);
    }

    private ObjectNode descriptor() {
        return descriptor(mediaType, digest(), bytes.length);
    }

    private static ObjectNode descriptor(String mediaType, Digest digest, int size) {
        return Json.MAPPER
                .createObjectNode()
                .put("mediaType", mediaType)
                .put("digest", digest.toString())
                .put("size", size);
    }

    private static SampleManifest index(List<ObjectNode> listed) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("schemaVersion", 2).put("mediaType", INDEX);
        ArrayNode manifests = json.putArray("manifests");
        listed.forEach(each -> manifests.add(each.put("artifactType", "application/of-the-index")));
        return of(json, INDEX);
    }

    private static ObjectNode manifest(String configType, Map<String, String> annotations) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("schemaVersion", 2).put("mediaType", MANIFEST);
        json.set("config", empty(configType));
        json.putArray("layers").add(empty(EMPTY));
        ObjectNode told = json.putObject("annotations");
        annotations.forEach(told::put);
        return json;
    }

    private static ObjectNode empty(String mediaType) {
        byte[] content = "{}".getBytes(StandardCharsets.UTF_8);
        return Json.MAPPER
                .createObjectNode()
                .put("mediaType", mediaType)
                .put("digest", Digest.sha256(content).toString())
                .put("size", content.length);
    }

    private static SampleManifest of(ObjectNode json, String mediaType) {
        return new SampleManifest(Json.write(json), mediaType);
    }
}
