package dev.backref.faults.parts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** CNCF Distribution as a process that notifies Backref, configured as the README says. */
public final class DockerRegistry implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Program program;
    private final Path storage;
    private final URI url;
    private final URI variables;

    private DockerRegistry(Program program, Path storage, URI url, URI variables) {
        this.program = program;
        this.storage = storage;
        this.url = url;
        this.variables = variables;
    }

    /** Starts it with its storage in a folder. */
    static DockerRegistry start(Path folder, Ports ports, URI hook, String secret) throws InterruptedException {
        int port = ports.next();
        int debug = ports.next();
        Path storage = folder(folder.resolve("storage"));
        Path config = folder.resolve("registry.yml");
        write(config, """
                version: 0.1
                log: {level: error}
                storage:
                  filesystem: {rootdirectory: "%s"}
                  delete: {enabled: true}
                http: {addr: "127.0.0.1:%d", debug: {addr: "127.0.0.1:%d"}}
                notifications:
                  endpoints:
                    - name: backref
                      url: "%s"
                      headers: {Authorization: ["Bearer %s"]}
                      timeout: 3s
                      threshold: 3
                      backoff: 1s
                      ignore: {mediatypes: [application/octet-stream], actions: [pull]}
                """.formatted(storage, port, debug, hook, secret));
        Program program = Program.start(
                List.of(Kit.program("docker-registry"), "serve", config.toString()),
                Map.of(),
                folder.resolve("registry.log"));
        URI url = URI.create("http://127.0.0.1:" + port);
        program.awaitOk(url.resolve("/v2/"), PATIENCE);
        return new DockerRegistry(program, storage, url, URI.create("http://127.0.0.1:" + debug + "/debug/vars"));
    }

    /** Where it is served. */
    public URI url() {
        return url;
    }

    /** The folder of its filesystem driver. */
    public Path storage() {
        return storage;
    }

    /**
     * What the registry says of its notifications.
     *
     * @param pending those that Backref has not taken yet
     * @param statuses how often each status was answered
     * @param errors requests that got no answer
     */
    public record Deliveries(long pending, Map<String, Long> statuses, long errors) {
        public Deliveries {
            statuses = Map.copyOf(statuses);
        }

        /** How often this status was answered. */
        public long answered(int status) {
            return statuses.entrySet().stream()
                    .filter(each -> each.getKey().startsWith(Integer.toString(status)))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }
    }

    /** How the deliveries stand. */
    public Deliveries deliveries() {
        JsonNode metrics = read().at("/registry/notifications/endpoints/0/Metrics");
        Map<String, Long> statuses = new TreeMap<>();
        metrics.required("Statuses")
                .properties()
                .forEach(each -> statuses.put(each.getKey(), each.getValue().longValue()));
        return new Deliveries(
                metrics.required("Pending").longValue(),
                statuses,
                metrics.required("Errors").longValue());
    }

    @Override
    public void close() {
        program.close();
    }

    private JsonNode read() {
        try (InputStream answer = variables.toURL().openStream()) {
            return JSON.readTree(answer);
        } catch (IOException failed) {
            throw new UncheckedIOException("the registry does not tell of its notifications", failed);
        }
    }

    /** Made here, because it makes none before the first push, and Backref may be told to list it. */
    private static Path folder(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot make " + folder, failed);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write " + file, failed);
        }
    }
}
