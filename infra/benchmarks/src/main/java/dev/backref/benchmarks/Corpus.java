package dev.backref.benchmarks;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Manifests such as clients push them, made from numbers. */
final class Corpus {
    static final String REGISTRY = "bench";
    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String EMPTY =
            "{\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"digest\":\"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\",\"size\":2}";

    private Corpus() {}

    /** The digest of the subject with this name. */
    static Digest subject(String name) {
        return Digest.sha256(("subject " + name).getBytes(StandardCharsets.UTF_8));
    }

    static Location location(int number) {
        return new Location(REGISTRY, "team/service-" + number);
    }

    /** The bytes of a referrer. */
    static byte[] referrer(Digest subject, String type, String name) {
        return ("{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST + "\",\"artifactType\":\"" + type + "\",\"config\":"
                        + EMPTY + ",\"layers\":[" + EMPTY + "],\"subject\":{\"mediaType\":\"" + MANIFEST
                        + "\",\"digest\":\"" + subject
                        + "\",\"size\":1234},\"annotations\":{\"org.opencontainers.image.created\":"
                        + "\"2026-11-25T00:00:00Z\",\"name\":\"" + name + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The bytes of an image. */
    static byte[] image(String name) {
        return ("{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST + "\",\"config\":" + EMPTY + ",\"layers\":[" + EMPTY
                        + "],\"annotations\":{\"name\":\"" + name + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The bytes of an image that says from which one it was built. */
    static byte[] derived(Digest base, String name) {
        return ("{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST + "\",\"config\":" + EMPTY + ",\"layers\":[" + EMPTY
                        + "],\"annotations\":{\"org.opencontainers.image.base.digest\":\"" + base
                        + "\",\"org.opencontainers.image.base.name\":\"docker.io/library/base:1\",\"name\":\"" + name
                        + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The bytes of an index of these manifests, as clients keep it where a registry has no referrers API. */
    static byte[] index(List<byte[]> manifests) {
        return manifests.stream()
                .map(each -> "{\"mediaType\":\"" + MANIFEST + "\",\"digest\":\"" + Digest.sha256(each) + "\",\"size\":"
                        + each.length + "}")
                .collect(Collectors.joining(
                        ",", "{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":[", "]}"))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A look that found a manifest. */
    static Observation found(Location at, byte[] manifest) {
        Source source = new Source.Manifest(at, Digest.sha256(manifest));
        Instant now = Instant.now();
        RegistryEvent why = RegistryEvent.wanted(source, new Cause(Cause.Kind.PUSH, "benchmark"), now);
        return Observation.of(source, new Observation.Manifest(manifest, MANIFEST), now, why);
    }
}
