package dev.backref.fuzz;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.code_intelligence.jazzer.sanitizers.Constants;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs Jazzer in a process of its own: it instruments the JVM that it is in, and ends it. */
final class Fuzzer {
    private static final Pattern DONE = Pattern.compile("DONE +cov: (\\d+) [\\s\\S]*Done (\\d+) runs in (\\d+) second");
    private static final int SECONDS_TO_START = 120;

    /** All that reads; the claims are not among it. */
    private static final String INSTRUMENTED = "dev.backref.ingest.**" + File.pathSeparator + "dev.backref.indexer.**";

    /** Look for deserialization, queries, scripts and the like, which is not reached here, and take seconds to begin. */
    private static final String SANITIZERS = String.join(File.pathSeparator, Constants.SANITIZER_HOOK_NAMES);

    private final Path folder;

    /** @param folder that nobody else uses */
    Fuzzer(Path folder) {
        this.folder = folder;
    }

    /**
     * How it ended without a finding.
     *
     * @param places that it came to in what reads; where they are not counted it is led by nothing, and fails
     */
    record Done(int places, int inputs, int seconds) {}

    /**
     * Fuzzes a target.
     *
     * @throws AssertionError with the input and what it led to
     */
    Done run(Class<?> target, List<Path> seeds, Bounds bounds) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command(target, seeds, bounds))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = process.waitFor(bounds.time().toSeconds() + SECONDS_TO_START, TimeUnit.SECONDS);
            String said = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
            // It has native code for Linux with glibc, macOS and Windows, on x86-64 and, but for Windows, on arm64.
            boolean isForeign = said.contains("UnsatisfiedLinkError") && !said.contains("INITED");
            assumeThat(isForeign)
                    .as("Jazzer has no native code for this platform")
                    .isFalse();
            Matcher done = DONE.matcher(said);
            if (!ended || process.exitValue() != 0 || !done.find()) {
                throw new AssertionError(
                        found() + said.lines().filter(Fuzzer::isNoProgress).collect(Collectors.joining("\n")));
            }
            return new Done(
                    Integer.parseInt(done.group(1)), Integer.parseInt(done.group(2)), Integer.parseInt(done.group(3)));
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> command(Class<?> target, List<Path> seeds, Bounds bounds) throws IOException {
        Path listed = folder.resolve("seeds");
        Files.writeString(listed, seeds.stream().map(Path::toString).collect(Collectors.joining(",")));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments());
        command.addAll(List.of(
                "-XX:+EnableDynamicAgentLoading",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=" + target.getName() + File.pathSeparator + INSTRUMENTED,
                "--custom_hook_includes=" + INSTRUMENTED,
                "--disabled_hooks=" + SANITIZERS,
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + File.separator,
                "--trace=cov", // What is compared takes as long again to follow as all else, and is in the dictionary.
                "-dict=src/test/resources/words.dict",
                "-seed_inputs=@" + listed,
                "-seed=" + bounds.seed(),
                "-runs=" + bounds.inputs(),
                "-max_total_time=" + bounds.time().toSeconds(),
                "-max_len=8192",
                "-timeout=30",
                Files.createDirectory(folder.resolve("corpus")).toString()));
        return command;
    }

    /** Those of the build; but for a debugger's, which waits at a port that is taken. */
    private static List<String> arguments() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> !argument.startsWith("-agentlib") && !argument.startsWith("-javaagent"))
                .toList();
    }

    private String found() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "{crash,timeout,oom}-*")) {
            StringBuilder found = new StringBuilder();
            for (Path input : left) {
                found.append("It fails with the input that is in Base64 ")
                        .append(Base64.getEncoder().encodeToString(Files.readAllBytes(input)))
                        .append('\n');
            }
            return found.toString();
        }
    }

    /** Jazzer says how it goes on in hundreds of these. */
    private static boolean isNoProgress(String line) {
        return !line.startsWith("#") && !line.startsWith("INFO");
    }
}
