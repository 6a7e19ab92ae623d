package dev.backref.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Follows the feed as a client would: it begins at the beginning, and resumes behind the last id when cut off. */
final class FeedReader implements AutoCloseable {
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI feed;
    private final Thread thread;
    private volatile String lastId = "";
    private volatile boolean closed;

    FeedReader(URI feed) {
        this.feed = feed;
        this.thread = new Thread(this::follow, "feed-reader");
        thread.setDaemon(true);
        thread.start();
    }

    /** The events of a type so far, each as {@code subject referrer}. */
    List<String> edges(String type) {
        return events.stream()
                .filter(event -> event.path("type").textValue().equals("dev.backref.referrer." + type + ".v1"))
                .map(event -> event.path("subject").textValue() + " "
                        + event.at("/data/referrer/digest").textValue())
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void follow() {
        while (!closed) {
            try {
                HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(feed + "?after=beginning"))
                        .header("Accept", "text/event-stream");
                if (!lastId.isEmpty()) {
                    request.header("Last-Event-ID", lastId);
                }
                try (Stream<String> lines = http.send(request.build(), HttpResponse.BodyHandlers.ofLines())
                        .body()) {
                    lines.forEach(this::take);
                }
            } catch (IOException | UncheckedIOException cutOff) {
                Thread.onSpinWait(); // The next turn resumes.
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private void take(String line) {
        if (line.startsWith("id:")) {
            lastId = line.substring(3).strip();
        } else if (line.startsWith("data:")) {
            try {
                events.add(Json.MAPPER.readTree(line.substring(5)));
            } catch (IOException malformed) {
                throw new UncheckedIOException("not JSON: " + line, malformed);
            }
        }
    }
}
