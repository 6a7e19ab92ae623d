package dev.backref.benchmarks;

import dev.backref.ingest.contract.Digest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A registry with one repository of so many tags, which it lists by pages, and far fewer images: it needs no memory for
 * them, answers at once, and notes which tags were asked for.
 */
final class ManyTags implements AutoCloseable {
    static final String REPOSITORY = "many/tags";
    private static final String BASE = "/v2/" + REPOSITORY;
    private static final String MANIFESTS = BASE + "/manifests/";
    private static final int IMAGES = 1_000;
    private static final int PAGE = 1_000;
    private static final int DIGITS = 9;
    private static final int NOT_FOUND = 404;

    private final int tags;
    private final List<byte[]> images = IntStream.range(0, IMAGES)
            .mapToObj(number -> Corpus.image("many " + number))
            .toList();
    private final List<Digest> digests = images.stream().map(Digest::sha256).toList();
    private final BitSet asked = new BitSet();
    private final Server server;
    private long requests;

    ManyTags(int tags) {
        this.tags = tags;
        this.server = Server.start((vertx, router) -> router.route("/v2/*").handler(each -> answer(each.request())));
    }

    private synchronized void answer(HttpServerRequest request) {
        requests++;
        String path = request.path();
        HttpServerResponse response = request.response()
                .putHeader("Docker-Distribution-Api-Version", "registry/2.0")
                .putHeader("Content-Type", "application/json");
        int image = path.startsWith(MANIFESTS) ? image(path.substring(MANIFESTS.length())) : -1;
        if (path.equals(BASE + "/tags/list")) {
            list(request, response);
        } else if (image >= 0) {
            response.putHeader("Content-Type", Corpus.MANIFEST)
                    .putHeader("Docker-Content-Digest", digests.get(image).toString());
            byte[] bytes = images.get(image);
            if (HttpMethod.HEAD.equals(request.method())) {
                response.putHeader("Content-Length", String.valueOf(bytes.length))
                        .end();
            } else {
                response.end(Buffer.buffer(bytes));
            }
        } else {
            response.setStatusCode(NOT_FOUND).end();
        }
    }

    /** The image of a tag or a digest; negative where there is none. */
    private int image(String reference) {
        if (reference.startsWith("t")) {
            int number = Integer.parseInt(reference.substring(1));
            asked.set(number);
            return number < tags ? number % IMAGES : -1;
        }
        return digests.indexOf(Digest.parse(reference));
    }

    private void list(HttpServerRequest request, HttpServerResponse response) {
        String last = request.getParam("last");
        int from = last == null ? 0 : Integer.parseInt(last.substring(1)) + 1;
        int to = Math.min(tags, from + PAGE);
        String names = IntStream.range(from, to)
                .mapToObj(number -> "\"" + tag(number) + "\"")
                .collect(Collectors.joining(","));
        if (to < tags) {
            response.putHeader(
                    "Link", "<" + BASE + "/tags/list?n=" + PAGE + "&last=" + tag(to - 1) + ">; rel=\"next\"");
        }
        response.end("{\"name\":\"" + REPOSITORY + "\",\"tags\":[" + names + "]}");
    }

    private static String tag(int number) {
        return String.format(Locale.ROOT, "t%0" + DIGITS + "d", number);
    }

    int port() {
        return server.port();
    }

    /** How many tags were asked for since this was asked last. */
    synchronized int takeAsked() {
        int count = asked.cardinality();
        asked.clear();
        return count;
    }

    /** How many requests came since this was asked last. */
    synchronized long takeRequests() {
        long count = requests;
        requests = 0;
        return count;
    }

    @Override
    public void close() {
        server.close();
    }
}
