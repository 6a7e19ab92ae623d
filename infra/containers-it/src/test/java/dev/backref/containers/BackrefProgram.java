package dev.backref.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import dev.backref.launcher.Backref;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Backref in a process of its own, with a configuration file, as its operator runs it. */
final class BackrefProgram implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path log;
    private final URI address;
    private final Process process;

    private BackrefProgram(Path log, URI address, Process process) {
        this.log = log;
        this.address = address;
        this.process = process;
    }

    /** Starts it with this configuration, and returns when it is ready at the port that the configuration says. */
    static BackrefProgram start(Path folder, int port, String configuration) throws IOException {
        Path file = Files.writeString(folder.resolve("backref.yaml"), configuration);
        Path log = folder.resolve("backref.log");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-Dlog4j2.configurationFile=log4j2.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Backref.class.getName(),
                        "standalone",
                        "--config",
                        file.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BACKREF_"));
        BackrefProgram program = new BackrefProgram(log, URI.create("http://127.0.0.1:" + port), builder.start());
        await().atMost(PATIENCE).until(program::isReady);
        return program;
    }

    URI address() {
        return address;
    }

    private boolean isReady() throws IOException {
        assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
        try {
            return get("/health/ready").statusCode() == 200;
        } catch (ConnectException notYet) {
            return false;
        }
    }

    HttpResponse<byte[]> get(String path) throws IOException {
        try {
            return http.send(
                    HttpRequest.newBuilder(address.resolve(path)).build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** An answer's JSON; anything but status 200 fails. */
    JsonNode json(String path) throws IOException {
        HttpResponse<byte[]> answer = get(path);
        assertThat(answer.statusCode())
                .as("%s: %s", path, new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return Json.read(answer.body(), JsonNode.class);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
