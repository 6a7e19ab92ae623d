package dev.backref.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The lines of an answer that need not end. Its sender is taken for gone when it sends none for a time: a connection of
 * which only this end is left says nothing, and never breaks.
 */
final class HeardLines implements AutoCloseable {
    private static final int LOOKS = 4;

    private final InputStream body;
    private final BufferedReader reader;
    private final Duration silence;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(HeardLines::daemon);
    private volatile long since = System.nanoTime();
    private volatile boolean waiting;
    private volatile boolean silent;

    HeardLines(InputStream body, Duration silence) {
        this.body = body;
        this.reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        this.silence = silence;
        long look = silence.toMillis() / LOOKS;
        Future<?> unused = watch.scheduleAtFixedRate(this::look, look, look, TimeUnit.MILLISECONDS);
    }

    private static Thread daemon(Runnable look) {
        Thread thread = new Thread(look, "heard-lines");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * The next line; empty at the end.
     *
     * @throws IOException when the connection is lost, or none came in time
     */
    Optional<String> next() throws IOException {
        since = System.nanoTime(); // Not since the last one: whoever prints them may have taken its time.
        waiting = true;
        try {
            Optional<String> line = Optional.ofNullable(reader.readLine());
            if (line.isEmpty() && silent) {
                throw new IOException("closed");
            }
            return line;
        } catch (IOException lost) {
            throw silent ? new IOException("nothing came for " + silence.toSeconds() + " s", lost) : lost;
        } finally {
            waiting = false;
        }
    }

    private void look() {
        if (waiting && System.nanoTime() - since > silence.toNanos()) {
            silent = true;
            close();
        }
    }

    /** On any thread; one that waits for a line is told. */
    @Override
    public void close() {
        watch.shutdown();
        try {
            body.close(); // Not the reader, which another thread may hold.
        } catch (IOException gone) {
            // As was wanted.
        }
    }
}
