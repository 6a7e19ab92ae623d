package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A process that serves with little memory, and ends when it has none left. */
final class SmallHeap implements AutoCloseable {
    private final Path log;
    private @Nullable Process process;

    /**
     * @param folder for what it says
     */
    SmallHeap(Path folder) {
        log = folder.resolve("process.log");
    }

    /**
     * Starts it, and gives what it serves.
     *
     * @param heap such as 96m
     */
    URI start(Class<?> program, String heap, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName());
        builder.command().addAll(List.of(arguments));
        Process started = builder.redirectError(log.toFile()).start();
        process = started;
        BufferedReader said = started.inputReader(StandardCharsets.UTF_8);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(FeedOnSmallHeap.SERVING)) {
                return URI.create(line.substring(FeedOnSmallHeap.SERVING.length()));
            }
        }
        throw new AssertionError("the process ended: " + Files.readString(log));
    }

    void assertHasMemoryLeft() throws IOException {
        assertThat(process).as(Files.readString(log)).matches(Process::isAlive);
        assertThat(log).content().doesNotContain("OutOfMemoryError");
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
