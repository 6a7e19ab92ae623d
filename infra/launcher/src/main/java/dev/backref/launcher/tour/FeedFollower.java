package dev.backref.launcher.tour;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import dev.backref.launcher.standalone.StartupFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Follows the feed over HTTP, as any user would, and hands each change on. */
final class FeedFollower implements AutoCloseable {
    private static final String DATA = "data:";
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final Thread thread;
    private final BlockingQueue<Boolean> connected = new LinkedBlockingQueue<>();

    /** Begins to follow. */
    FeedFollower(URI feed, Consumer<JsonNode> listener) {
        thread = new Thread(() -> follow(feed, listener), "demo-feed");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Waits until the feed has answered, and gives whether it lets itself be followed: no later change is missed then.
     * False as well when somebody no longer wants to wait.
     */
    boolean awaitAnswer(Duration patience, BooleanSupplier givenUp) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        Boolean follows = null;
        while (follows == null && System.nanoTime() < deadline && !givenUp.getAsBoolean()) {
            follows = connected.poll(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        }
        if (follows == null && !givenUp.getAsBoolean()) {
            throw new StartupFailure("the feed did not answer within " + patience.toSeconds() + " s");
        }
        return Boolean.TRUE.equals(follows);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void follow(URI feed, Consumer<JsonNode> listener) {
        HttpRequest request = HttpRequest.newBuilder(feed)
                .header("Accept", "text/event-stream")
                .build();
        try {
            HttpResponse<Stream<String>> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofLines());
            connected.add(answer.statusCode() == 200);
            try (Stream<String> lines = answer.body()) {
                lines.filter(line -> line.startsWith(DATA))
                        .map(line -> line.substring(DATA.length()).getBytes(StandardCharsets.UTF_8))
                        .map(json -> Json.read(json, JsonNode.class))
                        .forEach(listener);
            }
        } catch (IOException | UncheckedIOException ended) {
            Thread.currentThread().interrupt(); // The process stops, and the feed with it.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
