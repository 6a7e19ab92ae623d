package dev.backref.launcher.standalone;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.indexer.SampleManifest;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A registry that holds what a test puts into it, says what the test wants it to say, and counts who asks for what. */
final class FakeRegistry implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, SampleManifest> manifests = new ConcurrentHashMap<>();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> asked = new ConcurrentHashMap<>();
    private final Map<String, Digest> last = new ConcurrentHashMap<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private volatile boolean routed = true;

    FakeRegistry() {
        server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(this::answer)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    void put(Source source, SampleManifest manifest) {
        failing.remove(path(source));
        manifests.put(path(source), manifest);
        last.put(path(source), manifest.digest());
    }

    /** Answers every look at the source with an error, until something is put there. */
    void fail(Source source) {
        failing.add(path(source));
    }

    void remove(Source source) {
        manifests.remove(path(source));
    }

    /** From now on an ingress without a backend answers in its place, with 404 to everything; or it does again itself. */
    void isRouted(boolean again) {
        routed = again;
    }

    /** How often somebody asked for it. */
    long asked(Source source) {
        return asked.getOrDefault(path(source), 0L);
    }

    /** Reports to a hook, as CNCF Distribution does, and waits until the source has been looked at since. */
    void report(URI hook, String secret, String action, Source source, Optional<Digest> digest) {
        ObjectNode event = Json.MAPPER
                .createObjectNode()
                .put("id", UUID.randomUUID().toString())
                .put("timestamp", Instant.now().toString())
                .put("action", action);
        ObjectNode target =
                event.putObject("target").put("repository", source.location().repository());
        digest.ifPresent(value -> target.put("digest", value.toString()).put("mediaType", SampleManifest.MANIFEST));
        if (source instanceof Source.Tag tag) {
            target.put("tag", tag.tag());
        }
        ObjectNode envelope = Json.MAPPER.createObjectNode();
        envelope.putArray("events").add(event);
        report(post(hook, secret, envelope), source);
    }

    /** Takes a push of a manifest by its digest, and reports it to the hook of the registry that the location names. */
    void push(Http hooks, String secret, Location at, SampleManifest manifest) {
        Source source = new Source.Manifest(at, manifest.digest());
        put(source, manifest);
        report(hooks.uri("/hooks/" + at.registry()), secret, "push", source, Optional.of(manifest.digest()));
    }

    /** The same as zot does: whatever is deleted, the event has the digest of what was there. */
    void reportLikeZot(URI hook, String secret, String action, Source source) {
        ObjectNode data = Json.MAPPER
                .createObjectNode()
                .put("name", source.location().repository())
                .put("reference", source.name().substring(1))
                .put("mediaType", SampleManifest.MANIFEST);
        Optional.ofNullable(last.get(path(source))).ifPresent(digest -> data.put("digest", digest.toString()));
        HttpRequest.Builder request = post(hook, secret, data)
                .header("Ce-Specversion", "1.0")
                .header("Ce-Id", UUID.randomUUID().toString())
                .header("Ce-Type", "zotregistry.image." + (action.equals("push") ? "updated" : "deleted"));
        report(request, source);
    }

    private static HttpRequest.Builder post(URI hook, String secret, ObjectNode body) {
        return HttpRequest.newBuilder(hook)
                .header("Authorization", "Bearer " + secret)
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(body)));
    }

    private void report(HttpRequest.Builder request, Source source) {
        long before = asked(source);
        try {
            int status = deliver(request.build());
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (status == 503 && System.nanoTime() < deadline) {
                Thread.sleep(100); // As a registry does; a broker on a busy machine may be late.
                status = deliver(request.build());
            }
            if (status / 100 != 2) {
                throw new IllegalStateException("the hook answered " + status);
            }
        } catch (IOException failed) {
            throw new IllegalStateException("the hook does not answer", failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
        await(source, before);
    }

    private int deliver(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private void await(Source source, long before) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (asked(source) == before) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("nobody looked at " + source);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static void loseTheWay(HttpServerRequest request) {
        request.response()
                .setStatusCode(404)
                .putHeader("Content-Type", "text/html")
                .end("<html><body><h1>404 Not Found</h1></body></html>");
    }

    /** Counts a look when its answer is on its way: what is reported next is looked at later. */
    private void answer(HttpServerRequest request) {
        if (!routed) {
            loseTheWay(request);
            return;
        }
        String path = URLDecoder.decode(request.path(), StandardCharsets.UTF_8);
        Optional<SampleManifest> manifest = Optional.ofNullable(manifests.get(path));
        int status = manifest.isPresent() ? 200 : 404;
        HttpServerResponse response = request.response().setStatusCode(failing.contains(path) ? 500 : status);
        response.putHeader("Docker-Distribution-Api-Version", "registry/2.0");
        manifest.ifPresent(found -> response.putHeader("Content-Type", found.mediaType())
                .putHeader("Docker-Content-Digest", found.digest().toString()));
        Buffer body = manifest.filter(found -> HttpMethod.GET.equals(request.method()))
                .map(found -> Buffer.buffer(found.bytes()))
                .orElseGet(Buffer::buffer);
        response.end(body).onComplete(sent -> asked.merge(path, 1L, Long::sum));
    }

    private static String path(Source source) {
        return "/v2/" + source.location().repository() + "/manifests/"
                + source.name().substring(1);
    }
}
