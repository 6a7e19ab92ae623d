package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.SampleManifest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole program decides, and whoever waits is woken by what is pushed. */
class GateIT {
    private static final Location AT = new Location("local", "app");
    private static final String SBOM = "application/vnd.example.sbom";
    private static final String SIGNATURE = "application/vnd.example.signature";
    private static final int WAITERS = 20;

    @TempDir
    private Path folder;

    @Test
    void decidesByWhatIsPushedAndWakesThoseWhoWait() throws Exception {
        SampleManifest image = SampleManifest.image("image");
        SampleManifest sbom = SampleManifest.referrer(image, SBOM, "sbom");
        SampleManifest signature = SampleManifest.referrer(sbom, SIGNATURE, "signature");
        String subject = image.digest().toString();
        try (FakeRegistry registry = new FakeRegistry()) {
            String config = config(registry);
            try (Program program = new Program(folder, "standalone", "--config", config)) {
                int port = program.awaitReady();
                Http http = new Http(port);
                String server = "http://127.0.0.1:" + port;
                push(http, registry, image);
                http.awaitBody(
                        "/api/v1/subjects/" + subject + "?scope=registries&registry=local",
                        body -> body.contains("\"state\":\"complete\""));
                String[] gate = {"gate", subject, "--require", "@release", "--server", server};
                assertThat(run(1, with(gate, "--scope", "registries", "--registry", "local")))
                        .startsWith("unsatisfied  " + subject + "  missing: sbom, signed(sbom)");
                assertThat(run(2, gate))
                        .as("a registry is down")
                        .startsWith("unknown      " + subject)
                        .contains("sbom: what is known of all is partial: down: ");

                List<CompletableFuture<HttpResponse<byte[]>>> waiting = new ArrayList<>();
                for (int number = 0; number < WAITERS; number++) {
                    waiting.add(CompletableFuture.supplyAsync(
                            () -> http.get("/api/v1/subjects/" + subject + "?require=@release&wait=60s"),
                            task -> new Thread(task).start()));
                }
                http.awaitBody("/metrics", body -> body.contains("backref_waiters " + WAITERS + ".0"));
                push(http, registry, sbom);
                push(http, registry, signature);
                for (CompletableFuture<HttpResponse<byte[]>> each : waiting) {
                    assertThat(new String(each.get(30, TimeUnit.SECONDS).body(), StandardCharsets.UTF_8))
                            .contains("\"outcome\":\"satisfied\"", "\"missing\":[]")
                            .contains("\"signatures\":[\"" + signature.digest() + "\"]");
                }
                http.awaitBody("/metrics", body -> body.contains("backref_waiters 0.0"));
                assertThat(run(0, "wait", subject, "--require", "sbom,signed(sbom)", "--server", server))
                        .startsWith("satisfied    " + subject);
                registry.put(new Source.Tag(AT, "1.2"), image);
                gate[1] = registry.url().getAuthority() + "/app:1.2";
                String decided = run(0, with(gate, "--json", "--record", "--review-by", "90d"));
                assertThat(decided)
                        .contains("\"verification\":\"not-checked\"", "\"digest\":\"" + sbom.digest() + "\"");
                isKept(http, server, subject, decided);
                assertThat(http.text("/metrics"))
                        .contains("backref_decisions_total{outcome=\"satisfied\",resource=\"require\"} " + (WAITERS + 1)
                                + ".0");
                awaitsAVerification(http, subject, sbom);
                program.terminate();
                program.exit();
            }
        }
    }

    /** Whoever waits for what a verifier posts is woken by that; who is none is not heard. */
    private void awaitsAVerification(Http http, String subject, SampleManifest sbom) throws Exception {
        String asked = "/api/v1/subjects/" + subject + "?require=verified:cosign-gate(sbom)";
        assertThat(http.text(asked)).contains("\"outcome\":\"unknown\"", "\"why\":\"unverified\"");
        CompletableFuture<HttpResponse<byte[]>> waiting =
                CompletableFuture.supplyAsync(() -> http.get(asked + "&wait=60s"), task -> new Thread(task).start());
        http.awaitBody("/metrics", body -> body.contains("backref_waiters 1.0"));
        String result = "{\"subject\": \"" + subject + "\", \"referrer\": \"" + sbom.digest()
                + "\", \"version\": \"2.4.1\", \"command\": \"cosign verify-attestation\", \"identity\": \"ci@example.com\","
                + " \"outcome\": \"passed\", \"time\": \"2026-11-25T12:00:00Z\"}";
        assertThat(http.post("/api/v1/verifications", "guessed", result).statusCode())
                .isEqualTo(401);
        assertThat(http.post("/api/v1/verifications", "of the gate", result).statusCode())
                .isEqualTo(202);
        assertThat(new String(waiting.get(30, TimeUnit.SECONDS).body(), StandardCharsets.UTF_8))
                .contains("\"outcome\":\"satisfied\",\"verification\":\"reported\"")
                .contains(
                        "\"verifications\":[{\"verifier\":\"cosign-gate\",\"version\":\"2.4.1\",\"outcome\":\"passed\"");
        assertThat(http.text("/api/v1/subjects/" + subject))
                .contains("\"verification\":\"reported\"", "\"identity\":\"ci@example.com\"");
    }

    private void isKept(Http http, String server, String subject, String decided)
            throws IOException, InterruptedException {
        String id = Json.read(decided.getBytes(StandardCharsets.UTF_8), JsonNode.class)
                .at("/decisions/0/record")
                .asText();
        assertThat(run(0, "decision", id, "--server", server))
                .startsWith("{\"id\":\"" + id + "\",\"subject\":\"" + subject + "\",\"image\":{\"name\":\"127.0.0.1:")
                .contains("\"repository\":\"app\",\"tag\":\"1.2\",\"resolved\":", "\"decision\":\"satisfied\"")
                .contains("\"requirement\":{\"text\":\"@release\",\"terms\":[\"sbom\",\"signed(sbom)\"]}")
                .contains("\"reviewBy\":\"", "\"name\":\"local\",\"url\":\"http://127.0.0.1:");
        assertThat(http.text("/api/v1/decisions/" + id + "?format=in-toto"))
                .startsWith("{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"127.0.0.1:")
                .contains("/app:1.2\",\"digest\":{\"sha256\":\"" + subject.substring("sha256:".length()));
    }

    private static String[] with(String[] command, String... more) {
        return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
    }

    private String run(int exit, String... arguments) throws IOException, InterruptedException {
        try (Program command = new Program(folder, arguments)) {
            assertThat(command.exit()).as(command.err()).isEqualTo(exit);
            return command.out();
        }
    }

    private void push(Http http, FakeRegistry registry, SampleManifest manifest) {
        Source source = new Source.Manifest(AT, manifest.digest());
        registry.put(source, manifest);
        registry.report(http.uri("/hooks/local"), "secret", "push", source, Optional.of(manifest.digest()));
    }

    private String config(FakeRegistry registry) throws IOException {
        Files.writeString(folder.resolve("secret"), "secret\n");
        Files.writeString(folder.resolve("gate"), "of the gate\n");
        return Files.writeString(
                        folder.resolve("backref.yaml"),
                        "http: {port: 0}\nkinds: {types: {" + SBOM + ": sbom, " + SIGNATURE + ": signature}}\n"
                                + "requirements: {release: [sbom, signed(sbom)]}\n"
                                + "verifiers: [{name: cosign-gate, secret: 'file:gate'}]\n"
                                + "registries:\n  - {name: local, url: '" + registry.url()
                                + "', history: none, webhook: {secret: 'file:secret'}, sweep: {every: never}}\n"
                                + "  - {name: down, url: 'http://127.0.0.1:1'}\n")
                .toString();
    }
}
