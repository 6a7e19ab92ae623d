package dev.backref.launcher;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A running Backref as commands see it, with answers that a test chooses. */
final class PlayedServer implements AutoCloseable {
    private static final String NOTHING = "404 {\"error\":{\"message\":\"nothing is served here\"}}";

    private final Vertx vertx = Vertx.vertx();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final Map<String, Deque<String>> answers = new ConcurrentHashMap<>();
    private volatile String otherwise = NOTHING;
    private final HttpServer server = vertx.createHttpServer()
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();

    /**
     * What is answered at a path with its query, one after the other, and then the last of it again and again: a body, or a
     * status, a space and a body.
     */
    void says(String path, String... some) {
        answers.put(path, new ArrayDeque<>(List.of(some)));
    }

    /** What is answered at every other path. */
    void saysOtherwise(String answer) {
        otherwise = answer;
    }

    /** What was sent with the requests, also where it is nothing. */
    List<String> bodies() {
        return bodies;
    }

    /** The paths, with their queries, that were asked for. */
    List<String> asked() {
        return asked;
    }

    String address() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    private void answer(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            bodies.add(body.toString());
            answerNext(request);
        });
    }

    private void answerNext(HttpServerRequest request) {
        asked.add(request.uri());
        Deque<String> some = answers.getOrDefault(request.uri(), new ArrayDeque<>(List.of(otherwise)));
        String next = some.size() > 1 ? some.removeFirst() : some.getFirst();
        boolean plain = next.startsWith("{");
        request.response()
                .setStatusCode(plain ? 200 : Integer.parseInt(next.substring(0, 3)))
                .end(plain ? next : next.substring(4));
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
