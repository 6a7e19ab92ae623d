package dev.backref.ingest.receive;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;

/** From a delivery to the log's acknowledgement. */
final class KeepDelivery {
    /** Bodies beyond this many bytes are read off the event loop: others wait there for microseconds only. */
    private static final int QUICKLY_READ = 64 * 1024;

    private final HookRecords records;
    private final EventLog log;
    private final Duration deadline;
    private final LateDeliveries late = new LateDeliveries();

    private record Read(ParsedHook parsed, List<ProducerRecord<String, byte[]>> records) {}

    /** @param deadline how long a sender waits for the log's acknowledgement */
    KeepDelivery(HookRecords records, EventLog log, Duration deadline) {
        this.records = records;
        this.log = log;
        this.deadline = deadline;
    }

    /**
     * What the delivery says, once all of it is acknowledged, or a failure at the deadline; to be called on an event loop.
     *
     * @param done called once the log is done with the delivery, which can be later
     */
    Future<ParsedHook> keep(Vertx vertx, HookParser parser, Delivery delivery, Runnable done) {
        Future<Read> read = offTheLoop(vertx, delivery.body(), () -> read(parser, delivery));
        Future<ParsedHook> kept = read.compose(whole -> first(vertx, delivery, whole.parsed())
                        .compose(first -> first.map(other -> other.recover(failed -> write(vertx, whole)))
                                .orElseGet(() -> write(vertx, whole))))
                .onComplete(written -> done.run());
        return kept.timeout(deadline).onFailure(failure -> {
            if (!kept.failed()) { // Also where it is still being read.
                read.onSuccess(whole -> remember(vertx, delivery, whole.parsed(), kept));
            }
        });
    }

    /** What is under way of the delivery that this one repeats. */
    private Future<Optional<Future<ParsedHook>>> first(Vertx vertx, Delivery delivery, ParsedHook parsed) {
        return late.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : offTheLoop(vertx, delivery.body(), () -> late.take(delivery, parsed))
                        .map(first -> first.map(kept -> hereToo(vertx, kept)));
    }

    /** On this request's event loop, whichever began it. */
    static <T> Future<T> hereToo(Vertx vertx, Future<T> begun) {
        return Future.fromCompletionStage(begun.toCompletionStage(), vertx.getOrCreateContext());
    }

    private void remember(Vertx vertx, Delivery delivery, ParsedHook parsed, Future<ParsedHook> kept) {
        Future<?> unused = offTheLoop(vertx, delivery.body(), () -> {
            late.add(delivery, parsed, kept);
            return delivery;
        });
    }

    private Future<ParsedHook> write(Vertx vertx, Read whole) {
        return Future.fromCompletionStage(log.append(whole.records()), vertx.getOrCreateContext())
                .map(acknowledged -> whole.parsed());
    }

    /** Does what reads all of a body: at once, or elsewhere when that may take long. */
    static <T> Future<T> offTheLoop(Vertx vertx, byte[] body, Supplier<T> work) {
        return body.length > QUICKLY_READ
                ? vertx.executeBlocking(work::get)
                : Future.succeededFuture(work).map(Supplier::get);
    }

    private Read read(HookParser parser, Delivery delivery) {
        ParsedHook kept = ReadDelivery.of(parser, delivery).kept();
        return new Read(kept, records.of(delivery, kept));
    }
}
