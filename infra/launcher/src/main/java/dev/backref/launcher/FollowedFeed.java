package dev.backref.launcher;

import dev.backref.launcher.server.RunningServer;
import dev.backref.launcher.standalone.InWords;
import dev.backref.launcher.standalone.Progress;
import dev.backref.launcher.standalone.StartupFailure;
import dev.backref.launcher.terminal.Line;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * The feed over HTTP, printed on a thread of its own. A lost connection is taken up behind the last id (WHATWG HTML
 * §9.2), so that nothing is missed and nothing comes twice.
 */
final class FollowedFeed implements AutoCloseable {
    private static final int OK = 200;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;
    private static final int LONGEST_REFUSAL = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String DATA = "data:";
    private static final String ID = "id:";

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final URI feed;
    private final Shown shown;
    private final Progress progress;
    private final Pace pace;
    private final ReentrantLock printing = new ReentrantLock();
    private volatile String failure = "";
    private volatile boolean closed;
    private volatile String lastId = "";
    private String lastSaid = "";
    private String id = "";
    private String data = "";

    private FollowedFeed(URI feed, Shown shown, Progress progress, Pace pace) {
        this.feed = feed;
        this.shown = shown;
        this.progress = progress;
        this.pace = pace;
    }

    /**
     * How events are printed.
     *
     * @param line what is printed of an event's data
     */
    record Shown(PrintWriter out, UnaryOperator<String> line) {}

    /**
     * How long it waits.
     *
     * @param pause before it tries again, and for what is being printed at its end
     * @param silence until it takes a connection for lost
     */
    record Pace(Duration pause, Duration silence) {
        /** The feed says each 15 seconds where it is. */
        static final Pace DEFAULT = new Pace(Duration.ofSeconds(2), Duration.ofSeconds(45));
    }

    /** Begins to follow at the usual pace. */
    static FollowedFeed open(URI feed, Shown shown, Progress progress) throws InterruptedException {
        return open(feed, shown, progress, Pace.DEFAULT);
    }

    /**
     * Begins to follow.
     *
     * @throws StartupFailure when no Backref answers, or it cannot serve its feed now
     * @throws Refused when it does not serve what was asked for
     */
    static FollowedFeed open(URI feed, Shown shown, Progress progress, Pace pace) throws InterruptedException {
        FollowedFeed followed = new FollowedFeed(feed, shown, progress, pace);
        HttpResponse<InputStream> answer;
        try {
            answer = followed.connect();
            if (mayPass(answer)) {
                throw new StartupFailure("the feed is not served now: " + followed.why(answer));
            }
            if (answer.statusCode() != OK) {
                throw new Refused(followed.why(answer));
            }
        } catch (IOException unreachable) {
            throw new StartupFailure("no Backref answers at " + feed + ": " + inWords(unreachable));
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
            if (printing.tryLock(pace.pause().toMillis(), TimeUnit.MILLISECONDS)) {
                printing.unlock();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<InputStream> connect() throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(feed).timeout(PATIENCE).header("Accept", "text/event-stream");
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    /** Whether the same may be answered otherwise later: a server, or a proxy before it, that is busy or starts anew. */
    private static boolean mayPass(HttpResponse<?> answer) {
        return answer.statusCode() == TOO_MANY_REQUESTS || answer.statusCode() >= SERVER_ERRORS;
    }

    private void follow(HttpResponse<InputStream> first) {
        try {
            read(first);
            while (!closed && failure.isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(pace.pause().toMillis());
                again();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException unexpected) { // Whoever holds this until it fails would wait for ever.
            failure = inWords(unexpected);
        }
    }

    private void again() throws InterruptedException {
        try {
            HttpResponse<InputStream> answer = connect();
            if (answer.statusCode() == OK) {
                sayOnce("following again, where it was");
                lastSaid = "";
                read(answer);
            } else if (mayPass(answer)) {
                sayOnce("waiting for " + feed.getAuthority() + ": " + why(answer));
            } else {
                failure = why(answer);
            }
        } catch (IOException unreachable) {
            sayOnce("waiting for " + feed.getAuthority() + ": " + inWords(unreachable));
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
    private void read(HttpResponse<InputStream> answer) {
        id = "";
        data = "";
        try (HeardLines lines = new HeardLines(answer.body(), pace.silence())) {
            Optional<String> line = lines.next();
            while (line.isPresent() && !closed && failure.isEmpty()) {
                line(line.get());
                line = lines.next();
            }
        } catch (IOException lost) {
            if (!closed) {
                progress.say("the connection is lost, and is taken up again: " + inWords(lost));
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

    private String why(HttpResponse<InputStream> answer) throws IOException {
        StringBuilder body = new StringBuilder();
        try (HeardLines lines = new HeardLines(answer.body(), pace.silence())) {
            Optional<String> line = lines.next();
            while (line.isPresent() && body.length() < LONGEST_REFUSAL) {
                body.append(line.get()).append('\n');
                line = lines.next();
            }
        }
        return RunningServer.message(answer, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** What a failure quotes was written by others. */
    private static String inWords(Exception failure) {
        return Line.of(InWords.of(failure));
    }
}
