package dev.backref.query.changes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A client of the feed. Like a browser's, its last id is that of the last event that it handed out, or of an id that came
 * alone behind it.
 */
final class SseReader implements AutoCloseable {
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final InputStream stream;
    private String handedOut;

    /** An event, or an id alone. */
    private record Received(String id, String data) {}

    SseReader(URI feed, String lastId) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(feed);
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<InputStream> answer =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        stream = answer.body();
        handedOut = lastId;
        if (answer.statusCode() != 200) {
            throw new IOException("status " + answer.statusCode());
        }
        Thread thread = new Thread(this::read, "sse-reader");
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for the first id: whatever changes later is seen. */
    void awaitOpen(Duration patience) throws InterruptedException {
        Received first = received.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (first == null || !first.data().isEmpty()) {
            throw new IllegalStateException("the feed did not begin with an id: " + first);
        }
        handedOut = first.id();
    }

    JsonNode nextEvent(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            Received next = received.poll(100, TimeUnit.MILLISECONDS);
            if (next != null) {
                handedOut = next.id();
                if (!next.data().isEmpty()) {
                    return Json.read(next.data().getBytes(StandardCharsets.UTF_8), JsonNode.class);
                }
            }
        }
        throw new IllegalStateException("no event within " + patience);
    }

    List<String> ids(int count, Duration patience) throws InterruptedException {
        List<String> ids = new ArrayList<>();
        while (ids.size() < count) {
            ids.add(nextEvent(patience).path("id").textValue());
        }
        return ids;
    }

    /** The events that come within a time. */
    List<String> events(Duration time) throws InterruptedException {
        List<String> events = new ArrayList<>();
        long deadline = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < deadline) {
            Received next = received.poll(20, TimeUnit.MILLISECONDS);
            if (next != null && !next.data().isEmpty()) {
                events.add(next.data());
            }
        }
        return events;
    }

    String lastId() {
        for (Received next = received.peek(); next != null && next.data().isEmpty(); next = received.peek()) {
            received.remove();
            handedOut = next.id();
        }
        return handedOut;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    private void read() {
        String id = "";
        String data = "";
        try (Scanner lines = new Scanner(stream, StandardCharsets.UTF_8)) {
            while (lines.hasNextLine()) {
                String line = lines.nextLine();
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.isEmpty()) {
                    received.add(new Received(id, data));
                    data = "";
                }
            }
        } catch (UncheckedIOException closed) {
            received.clear();
        }
    }
}
