package dev.backref.launcher.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program in a process of its own, as {@code ./backref} starts it. */
final class Program implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern READY = Pattern.compile("ready on http://127\\.0\\.0\\.1:(\\d+)\n");

    private final Process process;
    private final Path out;
    private final Path err;

    /** Starts it; what it says is kept in the folder. */
    Program(Path folder, String... arguments) throws IOException {
        this(folder, Map.of(), arguments);
    }

    /** The same with these variables, and no other one of Backref's. */
    Program(Path folder, Map<String, String> variables, String... arguments) throws IOException {
        this(folder, variables, PackagedProgram.command(), arguments);
    }

    /** @param java the start of the command, the arguments follow */
    Program(Path folder, Map<String, String> variables, List<String> java, String... arguments) throws IOException {
        out = Files.createTempFile(folder, "program", ".out");
        err = Files.createTempFile(folder, "program", ".err");
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BACKREF_"));
        builder.environment().putAll(variables);
        process = builder.start();
    }

    /** Waits until it says that it is ready, and gives its port. */
    int awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Optional<Integer> port = readyPort();
        while (port.isEmpty()) {
            if (System.nanoTime() > deadline || process.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("not ready:\n" + out() + err());
            }
            port = readyPort();
        }
        return port.get();
    }

    private Optional<Integer> readyPort() throws IOException {
        Matcher ready = READY.matcher(out());
        return ready.find() ? Optional.of(Integer.parseInt(ready.group(1))) : Optional.empty();
    }

    /** Waits for its end, and gives its exit code. */
    int exit() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end:\n" + out() + err());
        }
        return process.exitValue();
    }

    /** Asks it to stop, as Ctrl-C and supervisors do. */
    void terminate() {
        process.destroy();
    }

    /** Ends it at once, wherever it is. */
    void kill() throws IOException, InterruptedException {
        process.destroyForcibly();
        exit();
    }

    String out() throws IOException {
        return Files.readString(out);
    }

    String err() throws IOException {
        return Files.readString(err);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
