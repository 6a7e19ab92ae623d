package dev.backref.indexer.serve;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.remote.Lookup;
import dev.backref.indexer.contract.remote.LookupBatch;
import dev.backref.indexer.contract.remote.LookupReply;
import dev.backref.indexer.contract.remote.LookupReply.Failure;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the lookups of a batch, a few at once, and writes each answer when it is there. The next one begins when the last
 * has been written: a sender that takes nothing costs a few pages, not a batch of them. Used on one event loop only.
 */
final class Replies {
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final int AT_ONCE = 8;

    private final Lookups index;
    private final LookupBatch batch;
    private final Ask ask;
    private final HttpServerResponse response;
    private int next;
    private int unwritten;

    Replies(Lookups index, LookupBatch batch, Ask ask, RoutingContext request) {
        this.index = index;
        this.batch = batch;
        this.ask = ask;
        this.response = request.response();
        this.unwritten = batch.lookups().size();
    }

    void write() {
        response.exceptionHandler(gone -> LOG.atDebug().setCause(gone).log("nobody waits for these lookups"));
        for (int lane = 0; lane < AT_ONCE; lane++) {
            writeNext();
        }
    }

    private void writeNext() {
        if (next == batch.lookups().size()) {
            return;
        }
        int number = next++;
        reply(number, batch.lookups().get(number))
                .compose(reply -> response.write(Buffer.buffer(reply.toJson()).appendByte((byte) '\n')))
                .onSuccess(written -> {
                    unwritten--;
                    if (unwritten == 0) {
                        Future<Void> unused = response.end();
                    }
                    writeNext();
                });
    }

    private Future<LookupReply> reply(int number, Lookup lookup) {
        Ask own = new Ask(ask.caller(), ask.deadline(), lookup.atLeast());
        return index.reply(number, lookup, own).otherwise(failure -> LookupReply.of(number, failure(failure)));
    }

    private static Failure failure(Throwable failure) {
        if (failure instanceof IndexUnavailable unavailable) {
            return Failure.of(unavailable);
        }
        if (failure instanceof IllegalArgumentException invalid) {
            return Failure.invalid(String.valueOf(invalid.getMessage()));
        }
        LOG.error("a lookup failed", failure);
        return Failure.unavailable("the lookup failed", SOON);
    }
}
