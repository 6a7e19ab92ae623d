package dev.backref.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.OperatingSystemMXBean;
import dev.backref.benchmarks.SweptRegistry.Asked;
import dev.backref.indexer.IndexSettings.Effort;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.SweepRequest;
import dev.backref.ingest.contract.Topic;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.SweepSettings;
import dev.backref.launcher.standalone.Node;
import dev.backref.launcher.standalone.Progress;
import dev.backref.launcher.standalone.Role;
import dev.backref.launcher.standalone.StandaloneSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A registry swept that nothing is known of, and once more when all is known; beside the requests that are needed at least,
 * and beside a crawler that sends the same requests and does nothing else. Each turn sweeps the same contents under another
 * registry's name, so that none of them is known there.
 */
final class Sweeps implements Benchmark {
    static final int OK = 200;
    private static final int REPOSITORIES = 100;
    private static final int AT_ONCE = 64;
    private static final int MORE_THAN_ENOUGH = 1_000_000;
    private static final Goal FEW = new Goal.AtMost(1.1);
    private static final long STEP_MS = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** What is swept, and what does it. */
    private record Scene(Rig rig, SweptRegistry registry, Crawl crawl, Node node) {}

    /**
     * One sweep, and the same requests crawled.
     *
     * @param cpu of this process, in which the registry is too; microseconds
     */
    private record Pass(List<Asked> asked, double seconds, double cpu, Crawled beside) {
        record Crawled(double seconds, double cpu) {}

        double ratio() {
            return beside.seconds() / seconds;
        }
    }

    @Override
    public List<Row> run(Path folder, Scale scale) throws IOException, InterruptedException {
        List<String> names = IntStream.rangeClosed(0, scale.turns())
                .mapToObj(turn -> Corpus.REGISTRY + "-" + turn)
                .toList();
        try (Rig rig = new Rig(folder);
                SweptRegistry registry = new SweptRegistry(scale.of(REPOSITORIES));
                Crawl crawl = new Crawl(registry.port(), AT_ONCE);
                Node node = start(folder, rig, registry, names)) {
            if (!node.awaitReady(() -> false)) {
                throw new IllegalStateException("not ready: " + node.failure());
            }
            Scene scene = new Scene(rig, registry, crawl, node);
            List<Pass> unknown = new ArrayList<>();
            List<Pass> known = new ArrayList<>();
            for (String name : names) {
                unknown.add(sweep(scene, name));
                known.add(sweep(scene, name));
            }
            List<Pass> first = unknown.subList(1, unknown.size()); // The one before warms up.
            List<Pass> again = known.subList(1, known.size());
            return Stream.concat(rows("nothing known", first, registry), rows("all known", again, registry))
                    .toList();
        }
    }

    /** Of the requests the most that a pass took, of the times the median. */
    private static Stream<Row> rows(String what, List<Pass> passes, SweptRegistry registry) {
        int manifests = registry.manifests();
        int least = registry.pages() + manifests; // Whoever has to ask for each of them at least once.
        Pass most = passes.stream()
                .max((one, other) ->
                        Integer.compare(one.asked().size(), other.asked().size()))
                .orElseThrow();
        double seconds = Turns.median(passes, Pass::seconds);
        double crawled = Turns.median(passes, pass -> pass.beside().seconds());
        double cpu = Turns.median(passes, pass -> pass.beside().cpu() / pass.cpu());
        return Stream.of(
                new Row(
                        "sweep, " + what + ": requests for a manifest",
                        each(most.asked().size(), manifests) + " (" + kinds(most.asked()) + ")",
                        "at least: " + each(least, manifests),
                        (double) most.asked().size() / least,
                        FEW),
                new Row(
                        "sweep, " + what + ": manifests",
                        rate(manifests / seconds) + " (%,d in %.1f s)".formatted(manifests, seconds),
                        "a crawler's requests: " + rate(manifests / crawled)
                                + String.format(Locale.ROOT, ", of CPU %.2f", cpu),
                        Turns.median(passes, Pass::ratio),
                        new Goal.None()));
    }

    private static String kinds(List<Asked> asked) {
        Map<String, Long> counted =
                asked.stream().collect(Collectors.groupingBy(Asked::kind, TreeMap::new, Collectors.counting()));
        return counted.entrySet().stream()
                .map(kind -> "%s %,d".formatted(kind.getKey(), kind.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String each(int requests, int manifests) {
        return String.format(Locale.ROOT, "%.2f", (double) requests / manifests);
    }

    private static String rate(double perSecond) {
        return String.format(Locale.ROOT, "%.0f/s", perSecond);
    }

    private static Node start(Path folder, Rig rig, SweptRegistry registry, List<String> names) {
        return Node.start(
                new StandaloneSettings(
                        folder.resolve("node"),
                        new StandaloneSettings.Http("127.0.0.1", 0, Duration.ofSeconds(5)),
                        new StandaloneSettings.Broker(
                                Optional.of(rig.cluster().bootstrap()),
                                Optional.empty(),
                                rig.cluster().topicPrefix(),
                                Rig.PARTITIONS,
                                Map.of()),
                        names.stream().map(name -> settings(name, registry)).toList(),
                        Effort.DEFAULT),
                Role.all(),
                new Progress(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)));
    }

    private static RegistrySettings settings(String name, SweptRegistry registry) {
        return new RegistrySettings(
                name,
                URI.create("http://127.0.0.1:" + registry.port()),
                RegistrySettings.Kind.DISTRIBUTION,
                RegistryHistory.UNKNOWN,
                Optional.empty(),
                new RegistrySettings.Access(
                        Optional.empty(), new RegistrySettings.Budget(AT_ONCE, MORE_THAN_ENOUGH), Set.of()),
                SweepSettings.ON_REQUEST);
    }

    /** Asks for a sweep, waits until the index says of every repository that it was swept since, and crawls the same. */
    private Pass sweep(Scene scene, String name) throws IOException, InterruptedException {
        scene.registry().takeAsked();
        long cpu = PROCESS.getProcessCpuTime();
        long began = System.nanoTime();
        Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        scene.rig()
                .send(new SweepRequest(name, Optional.empty(), name + "@" + at, at)
                        .toRecord(scene.rig().cluster().topicPrefix(), Rig.PARTITIONS));
        scene.rig().flush();
        for (Digest subject : subjects()) {
            for (String repository : scene.registry().repositories()) {
                awaitSwept(scene.node(), name, repository, subject, at);
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        double used = (PROCESS.getProcessCpuTime() - cpu) / 1e3;
        List<Asked> asked = scene.registry().takeAsked();
        return new Pass(asked, seconds, used, crawl(scene.crawl(), asked));
    }

    private static Pass.Crawled crawl(Crawl crawl, List<Asked> asked) {
        long cpu = PROCESS.getProcessCpuTime();
        long began = System.nanoTime();
        crawl.send(asked);
        return new Pass.Crawled((System.nanoTime() - began) / 1e9, (PROCESS.getProcessCpuTime() - cpu) / 1e3);
    }

    /** One in each partition of the index: each of them has to know. */
    private static List<Digest> subjects() {
        return IntStream.range(0, Rig.PARTITIONS)
                .mapToObj(partition -> Stream.iterate(0, number -> number + 1)
                        .map(number -> Corpus.subject("s" + number))
                        .filter(subject -> Topic.partitionOf(subject.toString(), Rig.PARTITIONS) == partition)
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    private void awaitSwept(Node node, String registry, String repository, Digest subject, Instant since)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/api/v1/subjects/"
                        + subject + "?registry=" + registry + "&repository=" + repository))
                .build();
        while (!isSwept(request, since)) {
            if (Instant.now().isAfter(since.plus(PATIENCE))) {
                throw new IllegalStateException("not swept: " + registry + "/" + repository);
            }
            Thread.sleep(STEP_MS);
        }
    }

    private boolean isSwept(HttpRequest request, Instant since) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != OK) {
            throw new IllegalStateException("no answer: " + answer);
        }
        JsonNode known = Json.read(answer.body(), JsonNode.class).at("/completeness/registries/0");
        String oldest = known.path("oldest").asText("");
        return !known.path("state").asText().equals("unknown")
                && !oldest.isEmpty()
                && !Instant.parse(oldest).isBefore(since);
    }
}
