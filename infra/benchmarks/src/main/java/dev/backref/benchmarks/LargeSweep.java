package dev.backref.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * One repository of a million tags, swept by {@code ./backref standalone} with a bounded heap, broker and index in it: from the
 * listing to the last tag in the index, and once more when all is known. Beside one of a hundredth of the tags: what is
 * needed for those that wait would show in the memory. It takes the better part of an hour.
 */
final class LargeSweep implements Benchmark {
    private static final int TAGS = 1_000_000;
    private static final int FEWER = 100;
    private static final String HEAP = "-Xmx192m";
    private static final Duration PATIENCE = Duration.ofHours(2);
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final double KILO = 1024;

    private final Path launcher;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param root of the project */
    LargeSweep(Path root) {
        this.launcher = root.resolve("backref");
    }

    /**
     * Two sweeps.
     *
     * @param resident memory of the process at its highest, in MiB
     */
    private record Outcome(int tags, Pass first, Pass again, double resident) {
        record Pass(double seconds, long requests) {}
    }

    @Override
    public List<Row> run(Path folder, Scale scale) throws IOException, InterruptedException {
        int tags = scale.of(TAGS);
        Outcome few = sweep(Files.createDirectory(folder.resolve("few")), tags / FEWER);
        Outcome many = sweep(Files.createDirectory(folder.resolve("many")), tags);
        return List.of(
                new Row(
                        String.format(Locale.ROOT, "sweep of one repository of %,d tags: memory", tags),
                        String.format(Locale.ROOT, "%.0f MiB resident, heap %s", many.resident(), HEAP),
                        String.format(Locale.ROOT, "of %,d tags: %.0f MiB", few.tags(), few.resident()),
                        many.resident() / few.resident(),
                        new Goal.AtMost(2)),
                row("nothing known", many.first(), tags),
                row("all known", many.again(), tags));
    }

    private static Row row(String what, Outcome.Pass pass, int tags) {
        return new Row(
                "the same, " + what + ": requests for a tag",
                String.format(
                        Locale.ROOT, "%.3f (%.0f tags/s)", (double) pass.requests() / tags, tags / pass.seconds()),
                "at least: 1.001",
                pass.requests() / (tags * 1.001),
                new Goal.AtMost(1.1));
    }

    private Outcome sweep(Path folder, int tags) throws IOException, InterruptedException {
        try (ManyTags registry = new ManyTags(tags)) {
            int port = freePort();
            Process program = start(folder, port, registry);
            try {
                await(program, port, "/health/ready", answer -> true);
                Outcome.Pass first = pass(program, port, registry, tags);
                Outcome.Pass again = pass(program, port, registry, tags);
                return new Outcome(tags, first, again, resident(program));
            } finally {
                program.destroy();
                program.waitFor();
            }
        }
    }

    private Outcome.Pass pass(Process program, int port, ManyTags registry, int tags)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        HttpRequest ask = HttpRequest.newBuilder(uri(port, "/api/v1/registries/large/sweeps"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"repository\":\"" + ManyTags.REPOSITORY + "\"}"))
                .build();
        Instant at = Instant.parse(Json.read(
                        client.send(ask, HttpResponse.BodyHandlers.ofByteArray())
                                .body(),
                        JsonNode.class)
                .path("at")
                .asText());
        await(program, port, "/api/v1/registries/large/repositories/" + ManyTags.REPOSITORY, known -> {
            String swept = known.at("/swept/at").asText();
            return !swept.isEmpty() && !Instant.parse(swept).isBefore(at);
        });
        double seconds = (System.nanoTime() - begun) / 1e9;
        int asked = registry.takeAsked();
        if (asked != tags) {
            throw new IllegalStateException("swept, and asked for " + asked + " of " + tags + " tags");
        }
        return new Outcome.Pass(seconds, registry.takeRequests());
    }

    private Process start(Path folder, int port, ManyTags registry) throws IOException {
        Path config = folder.resolve("backref.yaml");
        Files.writeString(config, """
                data: "%s"
                http: {port: %d}
                registries:
                  - {name: large, url: "http://127.0.0.1:%d", kind: distribution,
                     budget: {concurrent: 64, perSecond: 100000}, sweep: {every: never}}
                """.formatted(folder.resolve("data"), port, registry.port()));
        ProcessBuilder builder = new ProcessBuilder(launcher.toString(), "standalone", "--config", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("backref.log").toFile());
        builder.environment().put("BACKREF_JAVA_OPTS", HEAP);
        return builder.start();
    }

    private void await(Process program, int port, String path, Predicate<JsonNode> wanted)
            throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!isAnswered(port, path, wanted)) {
            if (!program.isAlive() || Instant.now().isAfter(end)) {
                throw new IllegalStateException("not answered as expected: " + path);
            }
            Thread.sleep(STEP.toMillis());
        }
    }

    private boolean isAnswered(int port, String path, Predicate<JsonNode> wanted)
            throws IOException, InterruptedException {
        try {
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(uri(port, path)).build(), HttpResponse.BodyHandlers.ofByteArray());
            return answer.statusCode() == Sweeps.OK && wanted.test(Json.read(answer.body(), JsonNode.class));
        } catch (ConnectException notYet) {
            return false;
        }
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }

    /** The most that a process ever had in memory, as Linux says it. */
    private static double resident(Process program) throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(program.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D+", "")) / KILO)
                .findFirst()
                .orElseThrow();
    }
}
