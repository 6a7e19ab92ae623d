package dev.backref.indexer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Manifests in the shapes in which tools keep evidence. */
final class SampleEvidence {
    static final String SIGNATURE = "application/vnd.dev.cosign.simplesigning.v1+json";
    private static final String IMAGE_CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String STATEMENT = "application/vnd.in-toto+json";
    private static final String PREDICATE = "in-toto.io/predicate-type";

    private SampleEvidence() {}

    /** What cosign keeps under a tag: a layer for each signature. */
    static SampleManifest signatures(String name, int count) {
        ObjectNode json = manifest(IMAGE_CONFIG);
        ArrayNode layers = json.putArray("layers");
        IntStream.range(0, count).forEach(i -> layers.add(layer(SIGNATURE, name + i)));
        return of(json, SampleManifest.MANIFEST);
    }

    /** What BuildKit keeps of a platform in an index: an SBOM and a provenance, with no subject. */
    static SampleManifest attestations(String name) {
        return of(attestationManifest(name), SampleManifest.MANIFEST);
    }

    /** The same as BuildKit writes it now: with a subject. */
    static SampleManifest attestations(String name, SampleManifest subject) {
        ObjectNode json =
                attestationManifest(name).put("artifactType", "application/vnd.docker.attestation.manifest.v1+json");
        json.putObject("subject")
                .put("mediaType", subject.mediaType())
                .put("digest", subject.digest().toString())
                .put("size", subject.bytes().length);
        return of(json, SampleManifest.MANIFEST);
    }

    /** An index of these platforms with the attestations of each. */
    static SampleManifest buildKitIndex(Map<SampleManifest, SampleManifest> attestationsOf) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("schemaVersion", 2).put("mediaType", SampleManifest.INDEX);
        ArrayNode manifests = json.putArray("manifests");
        attestationsOf.forEach((platform, attestations) -> {
            manifests.add(descriptor(platform.mediaType(), platform.digest()));
            manifests.add(attestationEntry(attestations.digest(), platform.digest()));
        });
        return of(json, SampleManifest.INDEX);
    }

    /** An index of attestations alone, wherever these are. */
    static SampleManifest attestationIndex(List<Digest> attestations, List<Digest> subjects) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("schemaVersion", 2).put("mediaType", SampleManifest.INDEX);
        ArrayNode manifests = json.putArray("manifests");
        IntStream.range(0, attestations.size())
                .forEach(i -> manifests.add(attestationEntry(attestations.get(i), subjects.get(i))));
        return of(json, SampleManifest.INDEX);
    }

    /** A Helm chart, with its provenance file before its content. */
    static SampleManifest chart(String name, boolean signed) {
        ObjectNode json = manifest("application/vnd.cncf.helm.config.v1+json");
        ArrayNode layers = json.putArray("layers");
        if (signed) {
            layers.add(layer("application/vnd.cncf.helm.chart.provenance.v1.prov", "signature of " + name));
        }
        layers.add(layer("application/vnd.cncf.helm.chart.content.v1.tar+gzip", name));
        json.putObject("annotations").put("org.opencontainers.image.title", name);
        return of(json, SampleManifest.MANIFEST);
    }

    /** The tag that cosign makes of a digest. */
    static String cosignTag(Digest subject, String kind) {
        return "sha256-" + subject.encoded() + "." + kind;
    }

    private static ObjectNode attestationManifest(String name) {
        ObjectNode json = manifest(IMAGE_CONFIG);
        ArrayNode layers = json.putArray("layers");
        statement(layers, name, "https://spdx.dev/Document");
        statement(layers, name, "https://slsa.dev/provenance/v1");
        return json;
    }

    private static void statement(ArrayNode layers, String name, String predicateType) {
        ObjectNode layer = layer(STATEMENT, name + predicateType);
        layer.putObject("annotations").put(PREDICATE, predicateType);
        layers.add(layer);
    }

    private static ObjectNode attestationEntry(Digest attestations, Digest subject) {
        ObjectNode entry = descriptor(SampleManifest.MANIFEST, attestations);
        entry.putObject("annotations")
                .put("vnd.docker.reference.type", "attestation-manifest")
                .put("vnd.docker.reference.digest", subject.toString());
        return entry;
    }

    private static ObjectNode manifest(String configType) {
        ObjectNode json =
                Json.MAPPER.createObjectNode().put("schemaVersion", 2).put("mediaType", SampleManifest.MANIFEST);
        json.set("config", layer(configType, "{}"));
        return json;
    }

    private static ObjectNode layer(String mediaType, String content) {
        return descriptor(mediaType, Digest.sha256(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static ObjectNode descriptor(String mediaType, Digest digest) {
        return Json.MAPPER
                .createObjectNode()
                .put("mediaType", mediaType)
                .put("digest", digest.toString())
                .put("size", 2);
    }

    private static SampleManifest of(ObjectNode json, String mediaType) {
        return new SampleManifest(Json.write(json), mediaType);
    }
}
