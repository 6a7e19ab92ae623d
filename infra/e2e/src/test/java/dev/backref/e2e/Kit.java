package dev.backref.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        List<String> command = new ArrayList<>(List.of(program(name)));
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile(folder, name, ".out");
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " did not end: " + Files.readString(out));
            }
            String printed = Files.readString(out, StandardCharsets.UTF_8);
            if (process.exitValue() != 0) {
                throw new IllegalStateException(command + " exited with " + process.exitValue() + ": " + printed);
            }
            return printed;
        } catch (IOException failed) {
            throw new IllegalStateException("cannot run " + command, failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while running " + command, stopped);
        }
    }
}
