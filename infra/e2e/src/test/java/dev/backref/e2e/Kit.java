package dev.backref.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real programs that the tests run, as {@code infra/ci/setup-kit.sh} lays them out. A missing one is an error. */
final class Kit {
    private static final long PATIENCE_SECONDS = 60;

    private Kit() {}

    /** The path of one of the kit's programs. */
    static String program(String name) {
        Path program =
                Path.of(System.getProperty("backref.kit", "")).resolve("bin").resolve(name);
        if (!Files.isExecutable(program)) {
            throw new IllegalStateException(program + " is missing: run infra/ci/setup-kit.sh and set KIT");
        }
        return program.toString();
    }

    /** Runs one of the kit's programs to its end, and gives what it printed; it must succeed. */
    static String run(Path folder, String name, String... arguments) {
        Ran ran = run(folder, Map.of(), name, List.of(arguments));
        if (ran.exitCode() != 0) {
            throw new IllegalStateException(
                    name + " " + List.of(arguments) + " exited with " + ran.exitCode() + ": " + ran.printed());
        }
        return ran.printed();
    }

    /** Runs one of the kit's programs to its end, whatever that is. */
    static Ran run(Path folder, Map<String, String> environment, String name, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(program(name)));
        command.addAll(arguments);
        try {
            Path out = Files.createTempFile(folder, name, ".out");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " did not end: " + Files.readString(out));
            }
            return new Ran(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw new IllegalStateException("cannot run " + command, failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while running " + command, stopped);
        }
    }

    /** How a program ended. */
    record Ran(int exitCode, String printed) {}
}
