package dev.backref.faults.report;

import dev.backref.faults.parts.Kit;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;

/** Where and with what a run was made. */
public final class Machine {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private Machine() {}

    /**
     * In a sentence or two.
     *
     * @param root the checkout whose Backref was run
     */
    public static String describe(Path root) {
        return "%s, commit %s. %d × %s, %s %s, Java %s, %s, %s."
                .formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        said(List.of("git", "-C", root.toString(), "rev-parse", "--short", "HEAD")),
                        Runtime.getRuntime().availableProcessors(),
                        processor(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        Runtime.version(),
                        // It names its own path first.
                        "docker-registry"
                                + said(List.of(Kit.program("docker-registry"), "--version"))
                                        .replaceFirst("^.* ", " "),
                        "kcat"
                                + said(List.of(Kit.program("kcat"), "-V"))
                                        .replaceFirst("(?s)^.*Version ([^ ]+).*$", " $1"));
    }

    private static String processor() {
        try {
            return Files.readAllLines(PROCESSORS).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException notLinux) {
            return System.getProperty("os.arch");
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
