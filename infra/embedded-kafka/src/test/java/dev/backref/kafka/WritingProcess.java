package dev.backref.kafka;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Another process that runs {@link NumbersUntilKilled}, and what it said of its transactions. */
final class WritingProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;
    private final Path errors;
    private long committed;
    private long tried;

    private WritingProcess(Process process, Path errors, long next) {
        this.process = process;
        this.errors = errors;
        this.lines = process.inputReader(StandardCharsets.UTF_8);
        this.committed = next;
        this.tried = next;
    }

    /** Starts it on a folder, to write from this number on. */
    static WritingProcess start(Path data, long next) throws IOException {
        Path errors = data.resolve("process.err");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NumbersUntilKilled.class.getName(),
                        data.toString(),
                        Long.toString(next))
                .redirectError(errors.toFile())
                .start();
        return new WritingProcess(process, errors, next);
    }

    /** All numbers below this one are committed, the process said. */
    long committed() {
        return committed;
    }

    /** No transaction with this number or a higher one was about to be committed. */
    long tried() {
        return tried;
    }

    /** Reads until so many more transactions are committed and the next one is about to be. */
    void awaitCommits(int transactions) throws IOException {
        long enough = committed + (long) transactions * NumbersUntilKilled.TOGETHER;
        while (committed < enough || tried <= committed) {
            String line = lines.readLine();
            if (line == null) {
                throw endedByItself();
            }
            note(line);
        }
    }

    /** Kills it a moment from now, and reads what it had said by then. */
    void killAfter(Duration moment) throws IOException, InterruptedException {
        if (process.waitFor(moment.toNanos(), TimeUnit.NANOSECONDS)) {
            throw endedByItself();
        }
        process.toHandle().destroyForcibly(); // Process.destroyForcibly() would close what is still to be read.
        process.waitFor();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            note(line);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        lines.close();
    }

    private AssertionError endedByItself() throws IOException {
        return new AssertionError("the process ended by itself, and said:\n" + Files.readString(errors));
    }

    /** A line that the kill cut off has a smaller number, or none, and changes nothing. */
    private void note(String line) {
        if (line.matches("committed \\d+")) {
            committed = Math.max(committed, end(line));
        } else if (line.matches("trying \\d+")) {
            tried = Math.max(tried, end(line));
        }
    }

    private static long end(String line) {
        return Long.parseLong(line.substring(line.indexOf(' ') + 1)) + NumbersUntilKilled.TOGETHER;
    }
}
