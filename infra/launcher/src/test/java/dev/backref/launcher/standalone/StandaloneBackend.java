package dev.backref.launcher.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.Backend;
import dev.backref.indexer.IndexSettings.Effort;
import dev.backref.indexer.SampleManifest;
import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Relation;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.contract.Topic;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.SweepSettings;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A standalone Backref over HTTP. A read waits until all that was done before is in the index: behind it a marker is
 * pushed to the same repository, whose subject lies in the same partition, and comes out of the index last.
 */
final class StandaloneBackend implements Backend {
    private static final String SECRET = "secret";
    private static final int PARTITIONS = 4;
    private static final String MARKER_TYPE = "application/vnd.example.marker";

    private final Map<String, FakeRegistry> registries = new TreeMap<>();
    private final Set<Location> touched = new LinkedHashSet<>();
    private final RegistrySettings.Kind kind;
    private final AtomicLong markers = new AtomicLong();
    private final Node standalone;
    private final Http http;

    /** @param kind that all its registries are of */
    StandaloneBackend(Path data, RegistrySettings.Kind kind) {
        this.kind = kind;
        try {
            List<RegistrySettings> settings = new ArrayList<>();
            for (String name : List.of(FRESH, MIRROR, QUIET, LEGACY)) {
                registries.put(name, new FakeRegistry());
                settings.add(settings(name, registries.get(name).url(), kind));
            }
            standalone = Node.start(
                    new StandaloneSettings(
                            data,
                            new StandaloneSettings.Http("127.0.0.1", 0, Duration.ofSeconds(5)),
                            new StandaloneSettings.Broker(
                                    Optional.empty(), Optional.empty(), "backref.", PARTITIONS, Map.of()),
                            settings,
                            Effort.DEFAULT),
                    Role.all(),
                    new Progress(System.out));
            http = new Http(standalone.port());
            if (!standalone.awaitReady(() -> false)) {
                throw new IllegalStateException("not ready: " + standalone.failure());
            }
            for (String name : List.of(FRESH, MIRROR, LEGACY)) {
                push(new Location(name, "first"), SampleManifest.image("first of " + name));
                settle(new Location(name, "first"), SampleManifest.image("any").digest());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private static RegistrySettings settings(String name, URI url, RegistrySettings.Kind kind) {
        return new RegistrySettings(
                name,
                url,
                kind,
                name.equals(LEGACY) ? RegistryHistory.UNKNOWN : RegistryHistory.NONE,
                Optional.of(new RegistrySettings.Webhook(() -> SECRET)),
                new RegistrySettings.Access(Optional.empty(), new RegistrySettings.Budget(32, 10_000), Set.of()),
                SweepSettings.ON_REQUEST);
    }

    @Override
    public void push(Location at, SampleManifest manifest) {
        Source source = new Source.Manifest(at, manifest.digest());
        registry(at).put(source, manifest);
        report("push", source, Optional.of(manifest.digest()));
    }

    @Override
    public void pushUnreadable(Location at, SampleManifest manifest) {
        Source source = new Source.Manifest(at, manifest.digest());
        registry(at).fail(source);
        report("push", source, Optional.of(manifest.digest()));
    }

    @Override
    public void pushCorrupt(Location at, SampleManifest manifest) {
        Source source = new Source.Manifest(at, manifest.digest());
        registry(at).put(source, SampleManifest.referrer(manifest, MARKER_TYPE, "other bytes"));
        report("push", source, Optional.of(manifest.digest()));
    }

    @Override
    public void tag(Location at, String tag, SampleManifest manifest) {
        push(at, manifest);
        Source source = new Source.Tag(at, tag);
        registry(at).put(source, manifest);
        report("push", source, Optional.of(manifest.digest()));
    }

    @Override
    public void untag(Location at, String tag) {
        Source source = new Source.Tag(at, tag);
        registry(at).remove(source);
        report("delete", source, Optional.empty());
    }

    @Override
    public void delete(Location at, Digest manifest) {
        registry(at).remove(new Source.Manifest(at, manifest));
        reportDeleted(at, manifest);
    }

    @Override
    public void lose(Location at, Digest manifest) {
        registry(at).remove(new Source.Manifest(at, manifest));
    }

    @Override
    public void reportDeleted(Location at, Digest manifest) {
        report("delete", new Source.Manifest(at, manifest), Optional.of(manifest));
    }

    @Override
    public Optional<List<List<Descriptor>>> referrers(Location at, Digest subject, Set<String> types, int pageBytes) {
        settle(subject);
        List<List<Descriptor>> pages = new ArrayList<>();
        StringBuilder query = new StringBuilder("?");
        types.forEach(type -> query.append("artifactType=").append(encode(type)).append('&'));
        Optional<String> path = Optional.of("/v2/" + at + "/referrers/" + subject + query);
        while (path.isPresent()) {
            HttpResponse<byte[]> answer = http.get(path.get());
            if (answer.statusCode() == 404) {
                return Optional.empty();
            }
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(new String(answer.body(), StandardCharsets.UTF_8));
            }
            pages.add(descriptors(answer));
            path = answer.headers()
                    .firstValue("link")
                    .map(link -> link.substring(link.indexOf('<') + 1, link.indexOf('>')));
        }
        return Optional.of(pages);
    }

    @Override
    public Optional<Source> withheldFor(Location at) {
        Digest any = Digest.sha256(new byte[0]);
        settle(any);
        HttpResponse<byte[]> answer = http.get("/v2/" + at + "/referrers/" + any);
        JsonNode source = Json.read(answer.body(), JsonNode.class).at("/errors/0/detail/rejected/source");
        return switch (answer.statusCode()) {
            case 200 -> Optional.empty();
            case 503 -> Optional.of(Source.parse(source.asText()));
            default -> throw new IllegalStateException(new String(answer.body(), StandardCharsets.UTF_8));
        };
    }

    private static List<Descriptor> descriptors(HttpResponse<byte[]> answer) {
        List<Descriptor> page = new ArrayList<>();
        for (JsonNode descriptor : Json.read(answer.body(), JsonNode.class).path("manifests")) {
            page.add(Json.read(Json.write(descriptor), Descriptor.class));
        }
        return page;
    }

    @Override
    public SubjectAnswer subject(Digest subject, SubjectQuery.Filter filter, Optional<String> after, int limit) {
        settle(subject);
        return SubjectOverHttp.read(
                http.get(SubjectOverHttp.path(subject, filter, after, limit)).body());
    }

    @Override
    public RelationsAnswer relations(
            Digest subject, Relation relation, Relation.Direction direction, Optional<String> after, int limit) {
        settle(subject);
        String path = RelationsOverHttp.path(subject, relation, direction, limit);
        return RelationsOverHttp.read(
                http.get(RelationsOverHttp.behind(path, after)).body());
    }

    /** The address where it serves. */
    Http http() {
        return http;
    }

    @Override
    public List<Change> changes(Digest subject) {
        Digest marker = settle(subject);
        List<Change> changes = new ArrayList<>();
        boolean[] through = new boolean[1];
        http.follow("/api/v1/changes?after=beginning", data -> {
            Change change = Change.read(data.getBytes(StandardCharsets.UTF_8));
            if (change.subject().equals(subject)) {
                changes.add(change);
            }
            through[0] = change.subject().equals(marker);
            return !through[0];
        });
        return changes;
    }

    @Override
    public long asked(Location at, Digest manifest) {
        settle(manifest);
        return registry(at).asked(new Source.Manifest(at, manifest));
    }

    @Override
    public void close() {
        standalone.close();
        registries.values().forEach(FakeRegistry::close);
    }

    /** Waits for everything that was done so far, and gives the subject of the last marker. */
    private Digest settle(Digest subject) {
        List<Location> all = touched.isEmpty() ? List.of(new Location(FRESH, "first")) : List.copyOf(touched);
        touched.clear();
        Digest last = subject;
        for (Location location : all) {
            last = settle(location, subject);
        }
        return last;
    }

    private Digest settle(Location location, Digest subject) {
        SampleManifest markerSubject = inPartitionOf(subject);
        SampleManifest marker = SampleManifest.referrer(markerSubject, MARKER_TYPE, "marker");
        push(location, marker);
        touched.remove(location);
        String path = "/api/v1/subjects/" + markerSubject.digest();
        http.awaitBody(path, body -> body.contains(marker.digest().toString()));
        return markerSubject.digest();
    }

    private SampleManifest inPartitionOf(Digest subject) {
        int partition = Topic.partitionOf(subject.toString(), PARTITIONS);
        SampleManifest image;
        do {
            image = SampleManifest.image("marker " + markers.incrementAndGet());
        } while (Topic.partitionOf(image.digest().toString(), PARTITIONS) != partition);
        return image;
    }

    private void report(String action, Source source, Optional<Digest> digest) {
        touched.add(source.location());
        URI hook = http.uri("/hooks/" + source.location().registry());
        long before = answered(http.text("/metrics"));
        if (kind == RegistrySettings.Kind.ZOT) {
            registry(source.location()).reportLikeZot(hook, SECRET, action, source);
        } else {
            registry(source.location()).report(hook, SECRET, action, source, digest);
        }
        http.awaitBody("/metrics", metrics -> answered(metrics) != before);
    }

    /** Looks whose answers the resolver has taken: what is reported next is written behind them. */
    private static long answered(String metrics) {
        return metrics.lines()
                .filter(line -> line.startsWith("backref_resolver_looks_total"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private FakeRegistry registry(Location at) {
        return Optional.ofNullable(registries.get(at.registry())).orElseThrow();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
