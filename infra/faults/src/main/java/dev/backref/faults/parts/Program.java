package dev.backref.faults.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A process that takes part, and what is done to it. */
public final class Program implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
    private static final Duration STOP = Duration.ofMinutes(1);
    private static final int LAST_LINES = 30;
    private static final int OK = 200;

    private final Process process;
    private final Path log;

    private Program(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a process.
     *
     * @param log where its output goes, behind what is there
     */
    public static Program start(List<String> command, Map<String, String> environment, Path log) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            return new Program(builder.start(), log);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot start " + command, failed);
        }
    }

    /** Kills it as {@code kill -9} does, and returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /**
     * Stops it as an operator would.
     *
     * @return its exit code
     */
    public int stop() throws InterruptedException {
        process.destroy();
        return awaitEnd(STOP);
    }

    /**
     * Waits for its end.
     *
     * @return its exit code
     * @throws IllegalStateException when it does not come within that time, with the end of its log; it is killed then
     */
    int awaitEnd(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
            throw new IllegalStateException("did not end within " + patience + ": " + lastLines());
        }
        return process.exitValue();
    }

    /** Freezes it: whoever talks to it waits. */
    public void freeze() throws InterruptedException {
        signal("-STOP");
    }

    /** Lets it go on. */
    public void thaw() throws InterruptedException {
        signal("-CONT");
    }

    /**
     * Waits until an address answers 200.
     *
     * @return how long that took
     * @throws IllegalStateException when it has not after that time, or when the process ends, with the end of its log
     */
    public Duration awaitOk(URI address, Duration patience) throws InterruptedException {
        return await(() -> isOk(address), address + " answers 200", patience);
    }

    /** The same for any sign of life. */
    Duration await(BooleanSupplier sign, String what, Duration patience) throws InterruptedException {
        long begun = System.nanoTime();
        while (!sign.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new IllegalStateException("exited with " + process.exitValue() + ": " + lastLines());
            }
            if (System.nanoTime() - begun > patience.toNanos()) {
                throw new IllegalStateException("not so within " + patience + ": " + what + ": " + lastLines());
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    @Override
    public void close() {
        kill();
    }

    private void signal(String name) throws InterruptedException {
        try {
            int status = new ProcessBuilder("kill", name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill " + name + " " + process.pid() + " gave " + status);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot run kill", failed);
        }
    }

    private static boolean isOk(URI address) {
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(2)).build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
