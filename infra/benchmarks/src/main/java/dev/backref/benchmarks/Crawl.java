package dev.backref.benchmarks;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.PoolOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Sends requests, so many at once, by the client that Backref asks registries with, and does nothing with the answers. */
final class Crawl implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final HttpClient client;
    private final int port;
    private final int atOnce;

    /** To a registry at this port of the machine. */
    Crawl(int port, int atOnce) {
        this.port = port;
        this.atOnce = atOnce;
        this.client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(atOnce));
    }

    /** Sends them all, and returns when the last is answered. */
    void send(List<SweptRegistry.Asked> requests) {
        Run run = new Run(new ArrayDeque<>(requests), Promise.promise());
        context.runOnContext(begun -> {
            for (int place = 0; place < atOnce; place++) {
                run.next();
            }
        });
        run.over().future().toCompletionStage().toCompletableFuture().join();
    }

    /** What is left to send; all of it happens on one event loop, as a registry's looks do. */
    private final class Run {
        private final Deque<SweptRegistry.Asked> left;
        private final Promise<Boolean> over;
        private int underWay;

        Run(Deque<SweptRegistry.Asked> left, Promise<Boolean> over) {
            this.left = left;
            this.over = over;
        }

        Promise<Boolean> over() {
            return over;
        }

        void next() {
            SweptRegistry.Asked each = left.poll();
            if (each == null) {
                if (underWay == 0) {
                    over.tryComplete(true);
                }
                return;
            }
            underWay++;
            client.request(each.method(), port, "127.0.0.1", each.uri())
                    .compose(HttpClientRequest::send)
                    .compose(HttpClientResponse::body)
                    .onComplete(
                            body -> {
                                underWay--;
                                next();
                            },
                            over::tryFail);
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
