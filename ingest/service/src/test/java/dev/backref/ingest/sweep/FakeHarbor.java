package dev.backref.ingest.sweep;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.registry.Account;
import dev.backref.ingest.registry.Look;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Harbor as far as its listings go: with its own API 2.0 as the handlers of its source answer it, so with what these leave
 * out.
 */
final class FakeHarbor implements AutoCloseable {
    static final String ACCOUNT = "robot$backref";
    static final String APP = "/api/v2.0/projects/team/repositories/app/artifacts";

    private static final String SHOWN =
            "Basic " + Base64.getEncoder().encodeToString((ACCOUNT + ":secret").getBytes(StandardCharsets.UTF_8));
    private static final Pattern QUERY = Pattern.compile("(?:base=\\*,)?([a-z_]+)=\\[(\\d+)~]");

    final NavigableMap<Long, Artifact> artifacts = new ConcurrentSkipListMap<>();
    final NavigableMap<Long, String> repositories = new TreeMap<>(Map.of(7L, "team/app", 9L, "team/a/b"));
    final List<String> tags = new CopyOnWriteArrayList<>();
    final MeterRegistry meters = new SimpleMeterRegistry();
    final PagedRegistry registry;

    /** Whether the account may see the catalogue. */
    volatile boolean admin;

    /** What to do before or instead of an answer of the own API; says whether that was all. */
    volatile Intercept intercept = request -> false;

    /** As the name says. */
    interface Intercept {
        boolean answers(HttpServerRequest request);
    }

    /**
     * A row of its table of artifacts.
     *
     * @param child whether an index names it
     */
    record Artifact(long id, Digest digest, List<String> tags, List<Digest> accessories, boolean child) {}

    FakeHarbor() {
        registry = new PagedRegistry(this::answer);
    }

    void add(long id, List<String> names, Digest... accessories) {
        artifacts.put(id, new Artifact(id, digest(id), names, List.of(accessories), false));
        tags.addAll(names);
    }

    static Digest digest(long id) {
        return Digest.sha256(("artifact " + id).getBytes(StandardCharsets.UTF_8));
    }

    ApiLister lister(Path folder) {
        return lister(folder, Optional.of(new Account.Named(ACCOUNT, () -> "secret")));
    }

    ApiLister lister(Path folder, Optional<Account> account) {
        return new ApiLister(
                registry.vertx,
                PagedRegistry.client(registry.vertx, registry.url, PagedRegistry.PATIENT, account),
                repository -> Future.succeededFuture(new Look.Lists(List.of())),
                new ApiLister.Place(folder, new ApiLister.Bounds(50, 5_000, Duration.ofMillis(2))),
                Optional.of(new HarborApi("local", new Skipped(meters, "local"))));
    }

    /** How often a sweep had to do without the own API. */
    double refusals() {
        return meters.get("backref.sweep.skipped")
                .tag("reason", "api")
                .counter()
                .count();
    }

    /** The requests that came for the own API. */
    List<String> asked() {
        return registry.seen.stream().filter(uri -> uri.startsWith("/api/")).toList();
    }

    @Override
    public void close() {
        registry.close();
    }

    private void answer(HttpServerRequest request) {
        String path = request.path();
        if (path.equals("/v2/_catalog")) {
            if (admin) {
                PagedRegistry.repositories(request.response(), "team/app", "hidden/app");
            } else {
                request.response()
                        .setStatusCode(401)
                        .putHeader("WWW-Authenticate", "Basic realm=\"harbor\"")
                        .end();
            }
        } else if (path.endsWith("/tags/list")) {
            request.response()
                    .end("{\"tags\":" + (tags.isEmpty() ? "null" : PagedRegistry.array(List.copyOf(tags))) + "}");
        } else if (!intercept.answers(request)) {
            own(request);
        }
    }

    private void own(HttpServerRequest request) {
        boolean known = SHOWN.equals(request.getHeader("Authorization"));
        if (request.path().equals("/api/v2.0/repositories")) {
            NavigableMap<Long, ObjectNode> all = new TreeMap<>();
            if (known) {
                repositories.forEach((id, name) -> all.put(
                        id,
                        Json.MAPPER
                                .createObjectNode()
                                .put("artifact_count", 3)
                                .put("id", id)
                                .put("name", name)));
            }
            page(request, all, "repository_id");
        } else if (!known) {
            request.response()
                    .setStatusCode(401)
                    .end("{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"unauthorized\"}]}");
        } else {
            NavigableMap<Long, ObjectNode> all = new TreeMap<>();
            boolean whole = request.getParam("q").startsWith("base=*,");
            artifacts.values().stream()
                    .filter(each -> whole || !each.child())
                    .forEach(each -> all.put(each.id(), json(each)));
            page(request, all, "id");
        }
    }

    /** As {@code lib/q} reads queries: what it does not know it leaves aside. */
    private static void page(HttpServerRequest request, NavigableMap<Long, ObjectNode> all, String key) {
        Matcher query = QUERY.matcher(request.getParam("q"));
        boolean behind = query.matches() && query.group(1).equals(key);
        NavigableMap<Long, ObjectNode> asked = behind ? all.tailMap(Long.parseLong(query.group(2)), true) : all;
        NavigableMap<Long, ObjectNode> sorted = key.equals(request.getParam("sort")) ? asked : asked.descendingMap();
        int size = Math.min(100, Integer.parseInt(request.getParam("page_size")));
        ArrayNode page = Json.MAPPER.createArrayNode();
        sorted.values().stream()
                .skip((Long.parseLong(request.getParam("page")) - 1) * size)
                .limit(size)
                .forEach(page::add);
        if (sorted.size() > size) {
            request.response()
                    .putHeader("Link", "<" + request.path() + "?page=2&page_size=" + size + ">; rel=\"next\"");
        }
        request.response()
                .putHeader("X-Total-Count", String.valueOf(sorted.size()))
                .end(Buffer.buffer(Json.write(page)));
    }

    /** As its {@code swagger.yaml} has it, with what is longer than it looks. */
    private static ObjectNode json(Artifact artifact) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        ArrayNode accessories = Json.MAPPER.createArrayNode();
        artifact.accessories()
                .forEach(digest -> accessories
                        .addObject()
                        .put("artifact_id", 1_000)
                        .put("digest", digest.text())
                        .put("subject_artifact_digest", artifact.digest().text())
                        .put("type", "signature.cosign"));
        if (accessories.isEmpty()) {
            json.putNull("accessories");
        } else {
            json.set("accessories", accessories);
        }
        json.putObject("addition_links")
                .putObject("build_history")
                .put("digest", "no digest")
                .put("name", "no tag");
        json.put("digest", artifact.digest().text());
        json.putObject("extra_attrs")
                .putObject("config")
                .putArray("Env")
                .add("tags=no")
                .add("x".repeat(100_000));
        json.put("id", artifact.id());
        json.putArray("references")
                .addObject()
                .put("child_digest", digest(0).text())
                .putObject("platform");
        ArrayNode tags = json.putArray("tags");
        artifact.tags()
                .forEach(name -> tags.addObject()
                        .put("artifact_id", artifact.id())
                        .put("id", artifact.id())
                        .put("name", name)
                        .put("push_time", "2026-11-28T08:00:00.000Z"));
        return json;
    }
}
