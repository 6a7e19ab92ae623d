package dev.backref.query.remote;

import dev.backref.indexer.contract.remote.Indexer;
import dev.backref.indexer.contract.remote.LookupBatch;
import dev.backref.indexer.contract.remote.LookupReply;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** A process that speaks the protocol and answers what a test says; without an answer it hangs. */
final class FakeIndexer implements AutoCloseable {
    static final String SECRET = "s3cret";

    final AtomicInteger batches = new AtomicInteger();
    private final String name;
    private final HttpServer server;

    FakeIndexer(Vertx vertx, String name, BiFunction<Integer, LookupBatch, LookupReply> answer) {
        this(vertx, name, answer, batch -> true);
    }

    /** @param answers the batches that it answers at all */
    FakeIndexer(
            Vertx vertx,
            String name,
            BiFunction<Integer, LookupBatch, LookupReply> answer,
            Predicate<LookupBatch> answers) {
        this(name, vertx, (request, batch) -> {
            if (answers.test(batch)) {
                answer(request, batch, answer);
            }
        });
    }

    /** @param after which it answers */
    FakeIndexer(Vertx vertx, String name, BiFunction<Integer, LookupBatch, LookupReply> answer, Duration after) {
        this(name, vertx, (request, batch) -> vertx.setTimer(after.toMillis(), slow -> answer(request, batch, answer)));
    }

    private FakeIndexer(String name, Vertx vertx, BiConsumer<HttpServerRequest, LookupBatch> taker) {
        this.name = name;
        this.server = listen(
                vertx,
                request -> request.bodyHandler(body -> {
                    batches.incrementAndGet();
                    taker.accept(request, LookupBatch.read(body.getBytes()));
                }));
    }

    private static void answer(
            HttpServerRequest request, LookupBatch batch, BiFunction<Integer, LookupBatch, LookupReply> answer) {
        boolean proved = ("Bearer " + SECRET).equals(request.getHeader("Authorization"));
        request.response().setStatusCode(proved ? 200 : 401).setChunked(true);
        // Backwards: replies come in any order.
        for (int number = batch.lookups().size() - 1; proved && number >= 0; number--) {
            request.response()
                    .write(Buffer.buffer(answer.apply(number, batch).toJson()).appendString("\n"));
        }
        request.response().end();
    }

    static FakeIndexer hanging(Vertx vertx, String name) {
        return new FakeIndexer(name, vertx, (request, batch) -> {});
    }

    Indexer active(Integer... partitions) {
        return new Indexer(name, address(), Set.of(partitions), Set.of());
    }

    Indexer standby(Integer... partitions) {
        return new Indexer(name, address(), Set.of(), Set.of(partitions));
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    private static HttpServer listen(Vertx vertx, io.vertx.core.Handler<HttpServerRequest> handler) {
        return vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
