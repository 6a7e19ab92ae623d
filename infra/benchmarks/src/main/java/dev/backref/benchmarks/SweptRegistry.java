package dev.backref.benchmarks;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * A registry that was in use before anybody listened, and notes what it is asked. It has tagged images, referrers that are
 * listed under referrers tags, no referrers API, and answers at once.
 */
final class SweptRegistry implements AutoCloseable {
    private static final int IMAGES = 80;
    private static final int LISTS = 10;
    private static final List<String> TYPES = List.of("application/spdx+json", "application/vnd.example.signature");
    private static final int NOT_FOUND = 404;

    private final Map<String, Held> manifests = new HashMap<>();
    private final Map<String, Buffer> listings = new HashMap<>();
    private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
    private final List<String> repositories;
    private final Server server;

    /** A manifest as it is answered. */
    private record Held(Digest digest, String type, Buffer content) {
        static Held of(byte[] content, String type) {
            return new Held(Digest.sha256(content), type, Buffer.buffer(content));
        }
    }

    /** A request that came. */
    record Asked(HttpMethod method, String uri) {
        /** What it asks for, in words. */
        String kind() {
            String path = uri.split("\\?", 2)[0];
            if (!path.contains("/manifests/")) {
                return method + " " + path.substring(path.lastIndexOf('/') + 1).replaceFirst("^sha256:.*", "referrers");
            }
            return method + (path.contains("/manifests/sha256:") ? " digest" : " tag");
        }
    }

    /** Starts one with so many repositories. */
    SweptRegistry(int repositories) {
        this.repositories = IntStream.range(0, repositories)
                .mapToObj(number -> Corpus.location(number).repository())
                .toList();
        this.repositories.forEach(this::fill);
        listings.put("/v2/_catalog", Buffer.buffer(Json.write(Map.of("repositories", this.repositories))));
        this.server = Server.start((vertx, router) -> router.route("/v2/*").handler(each -> answer(each.request())));
    }

    private void fill(String repository) {
        List<String> tags = new ArrayList<>();
        for (int number = 0; number < IMAGES; number++) {
            byte[] image = Corpus.image(repository + " " + number);
            tag(repository, "v" + number, Held.of(image, Corpus.MANIFEST), tags);
            if (number < LISTS) {
                Digest subject = Digest.sha256(image);
                List<byte[]> referrers = TYPES.stream()
                        .map(type -> Corpus.referrer(subject, type, repository))
                        .toList();
                referrers.forEach(each -> put(repository, Held.of(each, Corpus.MANIFEST)));
                Held list = Held.of(Corpus.index(referrers), Corpus.INDEX);
                tag(repository, subject.algorithm() + "-" + subject.encoded(), list, tags);
            }
        }
        listings.put(
                "/v2/" + repository + "/tags/list",
                Buffer.buffer(Json.write(Map.of("name", repository, "tags", tags))));
    }

    private void tag(String repository, String tag, Held manifest, List<String> tags) {
        put(repository, manifest);
        manifests.put("/v2/" + repository + "/manifests/" + tag, manifest);
        tags.add(tag);
    }

    private void put(String repository, Held manifest) {
        manifests.put("/v2/" + repository + "/manifests/" + manifest.digest(), manifest);
    }

    private void answer(HttpServerRequest request) {
        asked.add(new Asked(request.method(), request.uri()));
        Held manifest = manifests.get(request.path());
        Buffer listing = listings.get(request.path());
        if (manifest == null) {
            Buffer body = listing == null ? Buffer.buffer() : listing;
            request.response()
                    .setStatusCode(listing == null ? NOT_FOUND : Sweeps.OK)
                    .putHeader("Docker-Distribution-Api-Version", "registry/2.0")
                    .putHeader("Content-Type", "application/json")
                    .end(body);
            return;
        }
        request.response()
                .putHeader("Content-Type", manifest.type())
                .putHeader("Docker-Content-Digest", manifest.digest().toString());
        if (HttpMethod.HEAD.equals(request.method())) {
            request.response()
                    .putHeader(
                            "Content-Length", String.valueOf(manifest.content().length()))
                    .end();
        } else {
            request.response().end(manifest.content());
        }
    }

    int port() {
        return server.port();
    }

    List<String> repositories() {
        return repositories;
    }

    /** All manifests, each tag's and those without one. */
    int manifests() {
        return tags() + untagged();
    }

    /** Each of another manifest. */
    int tags() {
        return repositories.size() * (IMAGES + LISTS);
    }

    /** Manifests to which no tag points: what the lists list. */
    int untagged() {
        return repositories.size() * LISTS * TYPES.size();
    }

    /** Pages that list tags and repositories, of a thousand names each. */
    int pages() {
        return repositories.size() + 1;
    }

    /** The requests that came since this was asked last. */
    List<Asked> takeAsked() {
        List<Asked> taken = new ArrayList<>();
        for (Asked each = asked.poll(); each != null; each = asked.poll()) {
            taken.add(each);
        }
        return taken;
    }

    @Override
    public void close() {
        server.close();
    }
}
