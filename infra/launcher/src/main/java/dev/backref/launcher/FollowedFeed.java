package dev.backref.launcher;

import dev.backref.launcher.standalone.InWords;
import dev.backref.launcher.standalone.Progress;
import dev.backref.launcher.standalone.StartupFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The feed over HTTP, printed on a thread of its own. A lost connection is taken up behind the last id (WHATWG HTML
 * §9.2), so that nothing is missed and nothing comes twice.
 */
final class FollowedFeed implements AutoCloseable {
    private static final int OK = 200;
    private static final int NOT_NOW = 503;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final String DATA = "data:";
    private static final String ID = "id:";

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final URI feed;
    private final PrintWriter out;
    private final Progress progress;
    private volatile String failure = "";
    private volatile boolean closed;
    private String lastId = "";
    private String id = "";
    private String data = "";

    private FollowedFeed(URI feed, PrintWriter out, Progress progress) {
        this.feed = feed;
        this.out = out;
        this.progress = progress;
    }

    /**
     * Begins to follow.
     *
     * @throws StartupFailure when no Backref answers, or it cannot serve its feed now
     * @throws Refused when it does not serve what was asked for
     */
    static FollowedFeed open(URI feed, PrintWriter out, Progress progress) throws InterruptedException {
        FollowedFeed followed = new FollowedFeed(feed, out, progress);
        HttpResponse<Stream<String>> answer;
        try {
            answer = followed.connect();
        } catch (IOException unreachable) {
            throw new StartupFailure("no Backref answers at " + feed + ": " + InWords.of(unreachable));
        }
        if (answer.statusCode() == NOT_NOW) {
            throw new StartupFailure("the feed is not served now: " + body(answer));
        }
        if (answer.statusCode() != OK) {
            throw new Refused(body(answer));
        }
        Thread thread = new Thread(() -> followed.follow(answer), "followed-feed");
        thread.setDaemon(true);
        thread.start();
        return followed;
    }

    /** Backref answers, and will not serve what was asked for. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String answer) {
            super(answer);
        }
    }

    /** Why it cannot go on. */
    Optional<String> failure() {
        return Optional.of(failure).filter(why -> !why.isEmpty());
    }

    @Override
    public void close() {
        closed = true; // The thread is a daemon: it may wait for a line that never comes.
    }

    private HttpResponse<Stream<String>> connect() throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(feed).header("Accept", "text/event-stream");
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
    }

    private void follow(HttpResponse<Stream<String>> first) {
        try {
            read(first);
            while (!closed && failure.isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
                again();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void again() throws InterruptedException {
        try {
            HttpResponse<Stream<String>> answer = connect();
            if (answer.statusCode() == OK) {
                read(answer);
            } else if (answer.statusCode() != NOT_NOW) {
                failure = body(answer);
            }
        } catch (IOException unreachable) {
            progress.say("waiting for " + feed.getAuthority() + ": " + InWords.of(unreachable));
        }
    }

    /** Prints until the connection ends. */
    private void read(HttpResponse<Stream<String>> answer) {
        id = "";
        data = "";
        try (Stream<String> lines = answer.body()) {
            lines.takeWhile(line -> !closed && failure.isEmpty()).forEach(this::line);
        } catch (UncheckedIOException lost) {
            if (!closed) {
                progress.say("the connection is lost, and is taken up again: " + InWords.of(lost));
            }
        }
    }

    /** Only an empty line makes an event: one that is cut off comes again as a whole. */
    private void line(String line) {
        if (line.startsWith(DATA)) {
            data = line.substring(DATA.length()).strip();
        } else if (line.startsWith(ID)) {
            id = line.substring(ID.length()).strip();
        } else if (line.isEmpty()) {
            event();
        }
    }

    private void event() {
        if (!data.isEmpty()) {
            out.println(data);
            if (out.checkError()) { // It flushes too.
                failure = "nobody reads what it prints";
            }
        }
        lastId = id.isEmpty() ? lastId : id;
        id = "";
        data = "";
    }

    private static String body(HttpResponse<Stream<String>> answer) {
        try (Stream<String> lines = answer.body()) {
            return lines.collect(Collectors.joining("\n"));
        }
    }
}
