package dev.backref.indexer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The index in a process of its own, again and again in one folder. */
final class KillableIndex implements AutoCloseable {
    private final Path folder;
    private Optional<Process> process = Optional.empty();

    KillableIndex(Path folder) {
        this.folder = folder;
    }

    /**
     * Starts it, and returns when it runs.
     *
     * @param bootstrap of the broker on which it runs; none to have one of its own in the folder
     * @return that of its broker
     */
    String start(String... bootstrap) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                IndexUntilKilled.class.getName(),
                folder.toString()));
        command.addAll(List.of(bootstrap));
        Path errors = folder.resolve("process.log");
        try {
            Process started =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            process = Optional.of(started);
            BufferedReader said = started.inputReader(UTF_8);
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (line.startsWith(IndexUntilKilled.RUNNING)) {
                    return line.substring(IndexUntilKilled.RUNNING.length() + 1);
                }
            }
            throw new AssertionError("the process ended: " + Files.readString(errors));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void kill() {
        process.ifPresent(running -> running.destroyForcibly().onExit().join());
    }

    /** Deletes its stores, which can be rebuilt. */
    void deleteState() {
        try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
            files.sorted(Comparator.reverseOrder()).forEach(KillableIndex::delete);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
