package dev.backref.faults.count;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Follows the feed from its beginning, and comes back with its {@code Last-Event-ID} whenever it was cut off. */
public final class FeedReader implements AutoCloseable {
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);
    private static final int OK = 200;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Heard heard = new Heard();
    private final AtomicInteger resumed = new AtomicInteger();
    private final URI feed;
    private final Thread thread;
    private volatile String lastId = "";
    private volatile String trouble = "";
    private volatile boolean closed;

    /** Begins to follow. */
    public FeedReader(URI feed) {
        this.feed = feed;
        this.thread = new Thread(this::follow, "feed-reader");
        thread.setDaemon(true);
        thread.start();
    }

    /** What it has heard so far. */
    public Heard heard() {
        return heard;
    }

    /** How often it came back with an id, and was taken. */
    public int resumed() {
        return resumed.get();
    }

    /** What no reader should be told, such as that its id is not good; empty when there was nothing of the kind. */
    public String trouble() {
        return trouble;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void follow() {
        while (!closed) {
            try {
                read();
                Thread.sleep(BETWEEN_TRIES.toMillis());
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private void read() throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(feed + "?after=beginning")).header("Accept", "text/event-stream");
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        EventStream events = new EventStream(lastId, json -> heard.add(Announcement.read(json)));
        try {
            HttpResponse<Stream<String>> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
            try (Stream<String> lines = answer.body()) {
                if (answer.statusCode() == OK) {
                    resumed.addAndGet(lastId.isEmpty() ? 0 : 1);
                    lines.forEach(events::line);
                } else if (answer.statusCode() < 500) {
                    trouble = answer.statusCode() + ": " + String.join(" ", lines.toList());
                }
            }
        } catch (IOException | UncheckedIOException cutOff) {
            Thread.onSpinWait(); // What was complete counts; the next turn resumes behind it.
        } catch (IllegalArgumentException notAChange) {
            trouble = notAChange.toString();
        } finally {
            lastId = events.lastId();
        }
    }
}
