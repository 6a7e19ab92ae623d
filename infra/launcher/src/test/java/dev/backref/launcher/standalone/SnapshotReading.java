package dev.backref.launcher.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.ingest.contract.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/**
 * A reader that takes a snapshot in small pieces over connections that break, and then follows the feed. It keeps the newest
 * state that it was told of each edge, and nothing else.
 */
final class SnapshotReading {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Supplier<URI> server;
    private final String filter;
    private final Random random;
    private final Map<String, JsonNode> edges = new HashMap<>();
    private Optional<String> resume = Optional.empty();
    private Optional<String> cursor = Optional.empty();
    private int connections;
    private int breaks;

    /**
     * @param server where it serves now
     * @param filter further parameters, each ended by {@code &}
     */
    SnapshotReading(Supplier<URI> server, String filter, Random random) {
        this.server = server;
        this.filter = filter;
        this.random = random;
    }

    /** The edges as it has them, by subject, referrer and location. */
    Map<String, JsonNode> edges() {
        return edges;
    }

    /** How many times it was connected, and how many of these the other side broke off. */
    String connections() {
        return connections + " connections, of which " + breaks + " were broken off";
    }

    boolean isOver() {
        return cursor.isPresent();
    }

    /** One connection, which breaks behind some lines at the latest. */
    void readSome() throws InterruptedException {
        String path = "/api/v1/snapshot?" + filter
                + resume.map(place -> "resume=" + place).orElse("");
        connections++;
        try (BufferedReader lines = open(path)) {
            int most = 1 + random.nextInt(120);
            String line = lines.readLine();
            for (int read = 0; line != null && read < most; read++) {
                take(Json.read(line.getBytes(StandardCharsets.UTF_8), JsonNode.class));
                line = lines.readLine();
            }
        } catch (IOException brokenOff) {
            breaks++; // It goes on at the last place that it was told.
        }
    }

    private BufferedReader open(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.get().resolve(path)).build();
        HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200 && answer.statusCode() != 503) {
            throw new AssertionError(path + " answered " + answer.statusCode() + ": "
                    + new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        InputStream body = answer.statusCode() == 200 ? answer.body() : InputStream.nullInputStream();
        return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    private void take(JsonNode line) {
        if (line.has("edge")) {
            put(line.path("edge"));
        } else if (line.has("resume")) {
            resume = Optional.of(line.path("resume").textValue());
        } else {
            cursor = Optional.of(line.path("cursor").textValue());
        }
    }

    private void put(JsonNode data) {
        // What was so at that moment alone: where else it was, and how far the index had come.
        edges.put(key(data), ((ObjectNode) data.deepCopy()).without(List.of("firstAnywhere", "position")));
    }

    /** Takes what has come since, as far as there is anything. */
    void follow() throws IOException, InterruptedException {
        boolean more = true;
        while (more) {
            String path = "/api/v1/changes?" + filter + "limit=500&after=" + cursor.orElseThrow();
            HttpRequest request =
                    HttpRequest.newBuilder(server.get().resolve(path)).build();
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            JsonNode page = Json.read(answer.body(), JsonNode.class);
            page.path("changes").forEach(this::apply);
            cursor = Optional.of(page.path("next").asText());
            more = page.path("more").booleanValue();
        }
    }

    private void apply(JsonNode change) {
        JsonNode data = change.path("data");
        if (change.path("type").textValue().equals("dev.backref.referrer.removed.v1")) {
            edges.remove(key(data));
        } else {
            put(data);
        }
    }

    private static String key(JsonNode data) {
        return data.at("/subject/digest").textValue() + " "
                + data.at("/referrer/digest").textValue() + " "
                + data.at("/location/registry").textValue() + "/"
                + data.at("/location/repository").textValue();
    }
}
