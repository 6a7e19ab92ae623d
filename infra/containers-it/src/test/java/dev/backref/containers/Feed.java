package dev.backref.containers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Follows the feed of changes from the beginning. */
final class Feed implements AutoCloseable {
    private static final String DATA = "data:";

    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> following;

    Feed(URI backref) {
        HttpRequest request = HttpRequest.newBuilder(backref.resolve("/api/v1/changes?after=beginning"))
                .header("Accept", "text/event-stream")
                .build();
        following = HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.ofLines())
                .thenAccept(answer ->
                        answer.body().filter(line -> line.startsWith(DATA)).forEach(this::take));
    }

    /** What was announced so far, in order: {@code added <referrer>}, {@code removed <referrer>}. */
    List<String> announced(String subject) {
        return events.stream()
                .filter(event -> event.path("subject").asText().equals(subject))
                .map(event -> event.path("type").asText().replaceAll("^dev\\.backref\\.referrer\\.|\\.v1$", "") + " "
                        + event.at("/data/referrer/digest").asText())
                .toList();
    }

    @Override
    public void close() {
        following.cancel(true);
    }

    private void take(String line) {
        events.add(Json.read(line.substring(DATA.length()).getBytes(StandardCharsets.UTF_8), JsonNode.class));
    }
}
