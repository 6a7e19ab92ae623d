package dev.backref.e2e;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What BuildKit and Helm push, in their shapes, and pushed by crane: neither is in the kit. */
final class Shapes {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String IMAGE_CONFIG = "application/vnd.oci.image.config.v1+json";

    private final Clients clients;
    private final String registryHost;
    private final OciLayout layout;

    Shapes(Clients clients, String registryHost) throws IOException {
        this.clients = clients;
        this.registryHost = registryHost;
        this.layout = new OciLayout(clients.folder().resolve("layout"));
    }

    /**
     * What a build leaves.
     *
     * @param attestations of each platform's manifest, in the order of the platforms
     */
    record Built(Digest index, Map<Digest, Digest> attestations) {
        Digest platform(int number) {
            return List.copyOf(attestations.keySet()).get(number);
        }

        Digest attestation(int number) {
            return List.copyOf(attestations.values()).get(number);
        }
    }

    /**
     * Pushes an index of platforms with an SBOM and a provenance of each (moby/buildkit attestation-storage.md).
     *
     * @param artifacts whether each attestation manifest has its platform as subject: new ones do, unless the builder is told otherwise
     */
    Built pushBuilt(String repositoryAndTag, boolean artifacts, String... architectures) throws IOException {
        ObjectNode index =
                Json.MAPPER.createObjectNode().put("schemaVersion", 2).put("mediaType", INDEX);
        ArrayNode manifests = index.putArray("manifests");
        Map<Digest, Digest> attestations = new LinkedHashMap<>();
        for (String architecture : architectures) {
            ObjectNode platform = layout.manifest(image(repositoryAndTag, architecture));
            ObjectNode attestation = layout.manifest(attestation(platform, artifacts));
            attestations.put(OciLayout.digest(platform), OciLayout.digest(attestation));
            manifests.add(entry(platform, "linux", architecture));
            ObjectNode about = entry(attestation, "unknown", "unknown");
            about.putObject("annotations")
                    .put("vnd.docker.reference.digest", platform.path("digest").textValue())
                    .put("vnd.docker.reference.type", "attestation-manifest");
            manifests.add(about);
        }
        Digest pushed = layout.push(clients, layout.manifest(index), registryHost + "/" + repositoryAndTag);
        return new Built(pushed, attestations);
    }

    /** Pushes a chart with its provenance file (helm.sh, "Use OCI-based registries"). */
    Digest pushChart(String repositoryAndTag) throws IOException {
        String content = "chart " + repositoryAndTag;
        ObjectNode chart = manifest(layout.blob(
                "application/vnd.cncf.helm.config.v1+json", "{\"name\": \"" + content + "\", \"version\": \"1.0.0\"}"));
        chart.putArray("layers")
                .add(layout.blob("application/vnd.cncf.helm.chart.content.v1.tar+gzip", content))
                .add(layout.blob("application/vnd.cncf.helm.chart.provenance.v1.prov", "signed: " + content));
        return layout.push(clients, layout.manifest(chart), registryHost + "/" + repositoryAndTag);
    }

    private ObjectNode image(String name, String architecture) throws IOException {
        ObjectNode image =
                manifest(layout.blob(IMAGE_CONFIG, "{\"os\": \"linux\", \"architecture\": \"" + architecture + "\"}"));
        image.putArray("layers")
                .add(layout.blob("application/vnd.oci.image.layer.v1.tar+gzip", name + " " + architecture));
        return image;
    }

    private ObjectNode attestation(ObjectNode platform, boolean artifact) throws IOException {
        ObjectNode attestation = manifest(
                artifact
                        ? layout.blob("application/vnd.oci.empty.v1+json", "{}")
                        : layout.blob(IMAGE_CONFIG, "{\"os\": \"unknown\", \"architecture\": \"unknown\"}"));
        ArrayNode layers = attestation.putArray("layers");
        for (String predicateType : List.of("https://spdx.dev/Document", "https://slsa.dev/provenance/v1")) {
            ObjectNode layer = layout.blob("application/vnd.in-toto+json", statement(platform, predicateType));
            layer.putObject("annotations").put("in-toto.io/predicate-type", predicateType);
            layers.add(layer);
        }
        if (artifact) {
            attestation.put("artifactType", "application/vnd.docker.attestation.manifest.v1+json");
            attestation.set("subject", platform.deepCopy());
        }
        return attestation;
    }

    private static String statement(ObjectNode about, String predicateType) {
        return """
                {"_type": "https://in-toto.io/Statement/v1", "predicateType": "%s", "predicate": {},
                 "subject": [{"name": "built", "digest": {"sha256": "%s"}}]}
                """.formatted(predicateType, OciLayout.digest(about).encoded());
    }

    private static ObjectNode manifest(ObjectNode config) {
        ObjectNode manifest =
                Json.MAPPER.createObjectNode().put("schemaVersion", 2).put("mediaType", MANIFEST);
        manifest.set("config", config);
        return manifest;
    }

    private static ObjectNode entry(ObjectNode descriptor, String system, String architecture) {
        ObjectNode entry = descriptor.deepCopy();
        entry.putObject("platform").put("architecture", architecture).put("os", system);
        return entry;
    }
}
