package dev.backref.query.decisions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps records of decisions, and gives them out again by their ids.
 *
 * @param patience how long whoever asks waits for the broker
 */
public record Decisions(DecisionLog log, Duration patience) {
    private static final Logger LOG = LoggerFactory.getLogger(Decisions.class);
    private static final String NONCE = "nonce";

    /**
     * Keeps a record; its id is there once it is kept.
     *
     * @return fails with {@link IndexUnavailable} when the broker does not acknowledge it now; it can be kept all the same
     */
    public Future<String> keep(DecisionRecord record, Context context) {
        String nonce = DecisionId.newNonce();
        // It takes longer than an event loop may be kept, where there are a thousand.
        return context.executeBlocking(() -> Json.write(record.toJson().put(NONCE, nonce)), false)
                .compose(json -> Future.fromCompletionStage(log.append(record.subject(), json), context))
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .map(place -> new DecisionId(place.partition(), place.offset(), nonce).toString())
                .recover(failure -> {
                    if (!passes(failure)) {
                        return Future.failedFuture(new IllegalStateException("a record cannot be kept", failure));
                    }
                    LOG.atWarn()
                            .addKeyValue("subject", record.subject())
                            .addKeyValue("error", failure)
                            .log("the record of a decision was not acknowledged; who asked is to ask again");
                    return Future.failedFuture(
                            new IndexUnavailable("the broker does not acknowledge the record", patience));
                });
    }

    /**
     * The record with this id, which is in it.
     *
     * @return absent where none is kept, or no longer; fails with {@link IndexUnavailable} where the broker does not tell
     */
    Future<Optional<ObjectNode>> read(DecisionId id, Context context) {
        return Future.fromCompletionStage(log.read(new DecisionLog.Place(id.partition(), id.offset())), context)
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> {
                    if (!passes(failure)) {
                        return Future.failedFuture(new IllegalStateException("a record cannot be read", failure));
                    }
                    LOG.atWarn().addKeyValue("error", failure).log("the record of a decision could not be read");
                    return Future.failedFuture(new IndexUnavailable("the broker does not give the record", patience));
                })
                .map(found -> found.flatMap(Decisions::json)
                        .filter(record -> record.path(NONCE).asText().equals(id.nonce()))
                        .map(record -> named(record, id)));
    }

    /** Whether another try can help: one that is too large, or lacks a right, fails again. */
    private static boolean passes(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RetriableException
                || cause instanceof TimeoutException
                || cause instanceof RejectedExecutionException;
    }

    private static ObjectNode named(ObjectNode record, DecisionId id) {
        ObjectNode named = Json.MAPPER.createObjectNode().put("id", id.toString());
        return named.setAll(record.<ObjectNode>without(NONCE));
    }

    private static Optional<ObjectNode> json(byte[] value) {
        try {
            ObjectNode record = Json.read(value, ObjectNode.class);
            Digest unused = Digest.parse(record.path("subject").asText());
            return Optional.of(record);
        } catch (IllegalArgumentException another) { // Somebody else wrote it: it is no decision.
            return Optional.empty();
        }
    }
}
