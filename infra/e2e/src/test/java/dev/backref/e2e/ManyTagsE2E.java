package dev.backref.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real registry with ten thousand tags, each of evidence of its own. */
class ManyTagsE2E {
    private static final int TAGS = 10_000;
    private static final int SUBJECTS = 20;
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    @TempDir
    private Path folder;

    @Test
    @Timeout(300)
    void aSweepFindsWhatEachOfTenThousandTagsLeadsTo() throws Exception {
        URI nowhere = URI.create("http://127.0.0.1:1/hooks/local");
        try (DockerRegistry registry =
                DockerRegistry.start("docker-registry", folder, nowhere, BackrefProcess.SECRET)) {
            Map<Digest, Set<Digest>> written = write(registry.storage());
            String entry = BackrefProcess.registry(
                    "local",
                    "http://" + registry.host(),
                    "sweep: {every: never}",
                    "budget: {concurrent: 16, perSecond: 10000}");
            try (BackrefProcess backref = BackrefProcess.start(folder, Daemon.freePort(), List.of(entry))) {
                assertThat(backref.run("sweep", "local")).startsWith("swept 1 of 1 repositories of local");
                for (Map.Entry<Digest, Set<Digest>> subject : written.entrySet()) {
                    assertThat(backref.referrers("app", subject.getKey())).isEqualTo(subject.getValue());
                }
                JsonNode app = Json.MAPPER.readTree(
                        backref.get("/api/v1/registries/local/repositories/app").body());
                assertThat(app.at("/swept/basis").textValue()).isEqualTo("tags");
                assertThat(app.at("/limits/0").textValue()).isEqualTo("untagged-not-listable");
            }
        }
    }

    /** Writes what pushes would have written (Distribution, storage/driver/filesystem), and gives referrers by subject. */
    private static Map<Digest, Set<Digest>> write(Path storage) throws IOException {
        Path root = storage.resolve("docker/registry/v2");
        Path manifests = root.resolve("repositories/app/_manifests");
        Files.createDirectories(root.resolve("repositories/app/_layers"));
        Map<Digest, Set<Digest>> written = new TreeMap<>();
        for (int number = 0; number < TAGS; number++) {
            Digest subject = digest("subject " + number % SUBJECTS);
            byte[] content = referrer(subject, number).getBytes(StandardCharsets.UTF_8);
            Digest digest = Digest.sha256(content);
            String hex = digest.encoded();
            put(root.resolve("blobs/sha256/" + hex.substring(0, 2) + "/" + hex + "/data"), content);
            byte[] link = digest.text().getBytes(StandardCharsets.UTF_8);
            put(manifests.resolve("revisions/sha256/" + hex + "/link"), link);
            put(manifests.resolve("tags/v" + number + "/current/link"), link);
            written.computeIfAbsent(subject, absent -> new TreeSet<>()).add(digest);
        }
        return written;
    }

    private static void put(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private static String referrer(Digest subject, int number) {
        return """
                {"schemaVersion":2,"mediaType":"%s","artifactType":"application/vnd.example.review",\
                "config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"%s","size":2},"layers":[],\
                "subject":{"mediaType":"%s","digest":"%s","size":2},"annotations":{"number":"%d"}}""".formatted(MANIFEST, digest("{}"), MANIFEST, subject, number);
    }

    private static Digest digest(String content) {
        return Digest.sha256(content.getBytes(StandardCharsets.UTF_8));
    }
}
