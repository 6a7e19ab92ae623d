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
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
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
    private final Shown shown;
    private final Progress progress;
    private final ReentrantLock printing = new ReentrantLock();
    private volatile String failure = "";
    private volatile boolean closed;
    private volatile String lastId = "";
    private String lastSaid = "";
    private String id = "";
    private String data = "";

    private FollowedFeed(URI feed, Shown shown, Progress progress) {
        this.feed = feed;
        this.shown = shown;
        this.progress = progress;
    }

    /**
     * How events are printed.
     *
     * @param line what is printed of an event's data
     */
    record Shown(PrintWriter out, UnaryOperator<String> line) {}

    /**
     * Begins to follow.
     *
     * @throws StartupFailure when no Backref answers, or it cannot serve its feed now
     * @throws Refused when it does not serve what was asked for
     */
    static FollowedFeed open(URI feed, Shown shown, Progress progress) throws InterruptedException {
        FollowedFeed followed = new FollowedFeed(feed, shown, progress);
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

    /** The cursor behind all that was printed; absent before the feed has given one. */
    Optional<String> cursor() {
        return Optional.of(lastId).filter(last -> !last.isEmpty());
    }

    /** Ends it behind a whole event, unless nobody takes what it prints. */
    @Override
    public void close() {
        closed = true; // The thread is a daemon: it may wait for a line that never comes.
        try {
            if (printing.tryLock(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                printing.unlock();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
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
                sayOnce("following again, where it was");
                lastSaid = "";
                read(answer);
            } else if (answer.statusCode() == NOT_NOW) {
                sayOnce("waiting for " + feed.getAuthority() + ": " + body(answer));
            } else {
                failure = body(answer);
            }
        } catch (IOException unreachable) {
            sayOnce("waiting for " + feed.getAuthority() + ": " + InWords.of(unreachable));
        }
    }

    /** It tries every few seconds, and an outage can last hours. */
    private void sayOnce(String line) {
        if (!line.equals(lastSaid)) {
            lastSaid = line;
            progress.say(line);
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
        printing.lock();
        try {
            if (closed) {
                return; // Its cursor may have been told.
            }
            if (!data.isEmpty()) {
                shown.out().println(shown.line().apply(data));
                if (shown.out().checkError()) { // It flushes too.
                    failure = "nobody reads what it prints";
                    return;
                }
            }
            lastId = id.isEmpty() ? lastId : id;
            id = "";
            data = "";
        } finally {
            printing.unlock();
        }
    }

    private static String body(HttpResponse<Stream<String>> answer) {
        try (Stream<String> lines = answer.body()) {
            return lines.collect(Collectors.joining("\n"));
        }
    }
}
