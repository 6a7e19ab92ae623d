package dev.backref.query.remote;

import dev.backref.indexer.contract.remote.Indexer;
import dev.backref.indexer.contract.remote.Lookup;
import dev.backref.indexer.contract.remote.LookupBatch;
import dev.backref.indexer.contract.remote.LookupReply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.parsetools.RecordParser;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The way to one indexer. A lookup goes at once when nothing is under way; those that come while as many batches are
 * under way as may be go together in the next one. A batch ends with the last of its lookups, so those that wait for a
 * position have batches of their own, and hold up no other. Used on one event loop only.
 */
final class Line {
    /** Batches under way, of those that wait for a position and of the others. */
    static final int MOST_BATCHES = 8;

    /** What both together take. */
    static final int CONNECTIONS = 2 * MOST_BATCHES;

    private static final long GRACE_MS = 500;

    private final Vertx vertx;
    private final HttpClient http;
    private final Indexer indexer;
    private final Supplier<String> secret;
    private final Lane direct = new Lane();
    private final Lane patient = new Lane();

    Line(Vertx vertx, HttpClient http, Indexer indexer, Supplier<String> secret) {
        this.vertx = vertx;
        this.http = http;
        this.indexer = indexer;
        this.secret = secret;
    }

    private record Waiting(Lookup lookup, long patienceMillis, long began, Promise<LookupReply> reply) {
        /** Whether nobody waits for it any more: behind one that hung there would be thousands of these. */
        boolean isOver() {
            return System.nanoTime() - began >= TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        }
    }

    /** Asks. Fails when the indexer does not answer, or refuses to. */
    Future<LookupReply> ask(Lookup lookup, long patienceMillis) {
        Promise<LookupReply> reply = Promise.promise();
        Lane lane = lookup.atLeast().isPresent() ? patient : direct;
        lane.waiting.add(new Waiting(lookup, patienceMillis, System.nanoTime(), reply));
        sendNext(lane);
        return reply.future();
    }

    /** Lookups of one kind: those that wait for a batch, and how many batches are under way. */
    private static final class Lane {
        private final Queue<Waiting> waiting = new ArrayDeque<>();
        private int underWay;
    }

    private void sendNext(Lane lane) {
        if (lane.underWay == MOST_BATCHES) {
            return;
        }
        List<Waiting> batch = new ArrayList<>();
        while (!lane.waiting.isEmpty() && batch.size() < LookupBatch.MOST) {
            Waiting next = lane.waiting.remove();
            if (next.isOver()) {
                next.reply().fail("nobody waits for it any more");
            } else {
                batch.add(next);
            }
        }
        if (batch.isEmpty()) {
            return;
        }
        lane.underWay++;
        // Whatever is thrown, such as by a file of the secret that is away, is the answer: the next batch must have its
        // turn.
        Future.succeededFuture(batch).compose(this::send).onComplete(ended -> {
            lane.underWay--;
            Throwable why = ended.failed() ? ended.cause() : new IllegalStateException("the answer ended early");
            batch.forEach(each -> each.reply().tryFail(why));
            sendNext(lane);
        });
    }

    private Future<Void> send(List<Waiting> batch) {
        long patience = batch.stream().mapToLong(Waiting::patienceMillis).max().orElseThrow();
        LookupBatch body = new LookupBatch(
                LookupBatch.Caller.ANYONE,
                patience,
                batch.stream().map(Waiting::lookup).toList());
        Promise<Void> ended = Promise.promise();
        Future<HttpClientRequest> request = http.request(options());
        long timer = vertx.setTimer(patience + GRACE_MS, late -> {
            ended.tryFail("no answer in " + patience + " ms");
            request.onSuccess(HttpClientRequest::reset);
        });
        request.compose(connected -> {
                    connected.exceptionHandler(told -> {}); // The futures tell of failures.
                    return connected.send(Buffer.buffer(body.toJson()));
                })
                .compose(response -> read(response, batch))
                .onComplete(ended::tryComplete, ended::tryFail);
        return ended.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private RequestOptions options() {
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(indexer.address().getHost())
                .setPort(indexer.address().getPort())
                .setURI(LookupBatch.PATH)
                .putHeader("Authorization", "Bearer " + secret.get())
                .putHeader("Content-Type", "application/json");
    }

    private static Future<Void> read(HttpClientResponse response, List<Waiting> batch) {
        if (response.statusCode() != 200) {
            return response.body()
                    .compose(why -> Future.failedFuture(
                            new IllegalStateException("answered " + response.statusCode() + ": " + why.toString())));
        }
        Promise<Void> read = Promise.promise();
        RecordParser lines = RecordParser.newDelimited("\n", response);
        lines.exceptionHandler(read::tryFail);
        lines.endHandler(end -> read.tryComplete());
        lines.handler(line -> {
            try {
                LookupReply reply = LookupReply.read(line.getBytes());
                batch.get(reply.number()).reply().tryComplete(reply);
            } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
                read.tryFail(malformed);
            }
        });
        return read.future();
    }
}
