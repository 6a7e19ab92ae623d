package dev.backref.benchmarks;

import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.internals.AppInfoParser;

/** Where and with what a run was made. */
final class Machine {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final Path LOAD = Path.of("/proc/loadavg");

    private Machine() {}

    /**
     * In a sentence or two.
     *
     * @param root the checkout whose Backref was run
     */
    static String describe(Path root) {
        return "%s, commit %s. %d × %s, %s %s, Java %s, Kafka %s, Vert.x %s. Load of the machine at the end: %s."
                .formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        said(List.of("git", "-C", root.toString(), "describe", "--always", "--dirty")),
                        Runtime.getRuntime().availableProcessors(),
                        lines(PROCESSORS).stream()
                                .filter(line -> line.startsWith("model name"))
                                .map(line ->
                                        line.substring(line.indexOf(':') + 1).strip())
                                .findFirst()
                                .orElse(System.getProperty("os.arch")),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        Runtime.version(),
                        AppInfoParser.getVersion(),
                        vertx(),
                        String.join(" ", lines(LOAD)));
    }

    private static String vertx() {
        try (InputStream version = Vertx.class.getResourceAsStream("/META-INF/vertx/vertx-version.txt")) {
            return version == null ? "unknown" : new String(version.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            return "unknown";
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException notLinux) {
            return List.of();
        }
    }

    private static String said(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (BufferedReader lines = process.inputReader()) {
                return lines.lines().collect(Collectors.joining(" ")).strip();
            }
        } catch (IOException absent) {
            return "unknown";
        }
    }
}
