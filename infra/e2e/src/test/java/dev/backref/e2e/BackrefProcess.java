package dev.backref.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Backref, started by its launcher as a user would. */
final class BackrefProcess implements AutoCloseable {
    static final String SECRET = "a-secret-for-the-hook";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path folder;
    private final int port;
    private Daemon daemon;

    private BackrefProcess(Path folder, int port, Daemon daemon) {
        this.folder = folder;
        this.port = port;
        this.daemon = daemon;
    }

    /** Starts Backref for one registry that was empty before. */
    static BackrefProcess start(Path folder, int port, String registryUrl) throws IOException {
        return start(folder, port, List.of(registry("local", registryUrl, "history: none")));
    }

    /** Starts Backref for these registries. */
    static BackrefProcess start(Path folder, int port, List<String> registries) throws IOException {
        Files.writeString(folder.resolve("backref.yaml"), """
                data: "%s"
                http: {port: %d}
                registries:
                %s
                """.formatted(
                        folder.resolve("data"), port, String.join("\n", registries)));
        return new BackrefProcess(folder, port, launch(folder, port));
    }

    /** A registry in the configuration, with a hook that takes {@link #SECRET}, and further keys. */
    static String registry(String name, String url, String... keys) {
        return "  - {name: %s, url: \"%s\", kind: distribution, webhook: {secret: \"env:LOCAL_HOOK_SECRET\"}, %s}"
                .formatted(name, url, String.join(", ", keys));
    }

    /** Starts it again on the data that it has. */
    void restart() {
        daemon = launch(folder, port);
    }

    Daemon daemon() {
        return daemon;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** The referrers answer of the index itself; anything but status 200 fails. */
    Set<Digest> referrers(String repository, Digest subject) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = get("/v2/local/" + repository + "/referrers/" + subject);
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        Set<Digest> found = new TreeSet<>();
        for (JsonNode descriptor : Json.MAPPER.readTree(answer.body()).path("manifests")) {
            found.add(Digest.parse(descriptor.path("digest").textValue()));
        }
        return found;
    }

    /** The referrers of a merged answer, by their digests; anything but status 200 fails. */
    Map<Digest, JsonNode> told(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = get(path);
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        Map<Digest, JsonNode> referrers = new TreeMap<>();
        Json.read(answer.body(), JsonNode.class)
                .path("referrers")
                .forEach(each -> referrers.put(Digest.parse(each.path("digest").asText()), each));
        return referrers;
    }

    HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** As clients name it. */
    String host() {
        return "127.0.0.1:" + port;
    }

    /** How many lookups of referrers have had this outcome. */
    double lookups(String outcome) throws IOException, InterruptedException {
        return metric("backref_lookups_seconds_count{outcome=\"" + outcome + "\",resource=\"referrers\"}");
    }

    /** What a series of the metrics counts; 0 where there is none. */
    double metric(String series) throws IOException, InterruptedException {
        String metrics = new String(get("/metrics").body(), StandardCharsets.UTF_8);
        return metrics.lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .sum();
    }

    /** Runs a command of Backref that asks this one, and gives what it printed; it must succeed. */
    String run(String command, String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(System.getProperty("backref.program", ""), command));
        line.addAll(List.of(arguments));
        line.addAll(List.of("--server", uri("/").toString()));
        Path printed = Files.createTempFile(folder, command, ".out");
        Process process = new ProcessBuilder(line)
                .redirectOutput(printed.toFile())
                .redirectError(folder.resolve(command + ".err").toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(printed)).isZero();
        return Files.readString(printed);
    }

    @Override
    public void close() {
        daemon.close();
    }

    private static Daemon launch(Path folder, int port) {
        return Daemon.start(
                folder.resolve("backref.log"),
                URI.create("http://127.0.0.1:" + port + "/health/ready"),
                Map.of("LOCAL_HOOK_SECRET", SECRET),
                List.of(
                        System.getProperty("backref.program", ""),
                        "standalone",
                        "--config",
                        folder.resolve("backref.yaml").toString()));
    }
}
