package dev.backref.ingest.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of a page while it comes. Names are parsed on the event loop and taken on a worker; the answer is paused
 * meanwhile, so that what is in memory is bounded by what was on its way. What is wrong with the page, and what the taker
 * throws, is told afterwards: neither is a failure of the connection.
 */
final class PageBody implements BodyReader {
    private static final int BATCH = 1_000;
    private static final int LONGEST_PROBLEM = 200;

    private final PageReader names;
    private final Consumer<List<String>> taker;
    private final Promise<BoundedBody> read = Promise.promise();
    private volatile Future<?> taking = Future.succeededFuture();
    private volatile @Nullable String problem;
    private volatile @Nullable Throwable thrown;
    private long bytes;

    PageBody(PageReader names, Consumer<List<String>> taker) {
        this.names = names;
        this.taker = taker;
    }

    @Override
    public Future<BoundedBody> read(HttpClientResponse response, Alarm alarm) {
        response.exceptionHandler(read::tryFail)
                .handler(part -> {
                    alarm.heard();
                    part(part, response, alarm);
                })
                .endHandler(ended -> end());
        return read.future();
    }

    /** Complete when nothing is with the taker, nor will be: to be asked when the answer has come or failed. */
    Future<?> settled() {
        // An answer that failed by the clock may be read on for a moment.
        read.tryFail("the page is over");
        return taking.transform(taken -> Future.succeededFuture());
    }

    /** What is wrong with what came, for a human. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** What the taker threw. */
    Optional<Throwable> thrown() {
        return Optional.ofNullable(thrown);
    }

    private void part(Buffer part, HttpClientResponse response, Alarm alarm) {
        if (over()) {
            return;
        }
        bytes += part.length();
        if (bytes > RegistryListing.MOST_PAGE_BYTES) {
            problem = "has more than " + RegistryListing.MOST_PAGE_BYTES + " bytes";
        } else {
            parse(() -> names.read(part.getBytes()));
        }
        if (problem != null) {
            stop(response);
        } else if (names.foundSoFar() >= BATCH) {
            response.pause();
            take().onComplete(taken -> goOn(response, alarm));
        }
    }

    private void goOn(HttpClientResponse response, Alarm alarm) {
        if (over()) {
            return;
        }
        if (thrown != null) {
            stop(response);
            return;
        }
        alarm.heard();
        response.resume();
    }

    private void end() {
        if (over()) {
            return;
        }
        parse(names::end);
        take().onComplete(taken -> read.tryComplete(BoundedBody.NONE));
    }

    /** Gives what was found to the taker. The answer is read on, if at all, where it was read before. */
    private Future<?> take() {
        List<String> found = names.takeFound();
        if (found.isEmpty()) {
            return Future.succeededFuture();
        }
        taking = Vertx.currentContext()
                .executeBlocking(
                        () -> {
                            taker.accept(found);
                            return found.size();
                        },
                        false)
                .onFailure(failure -> thrown = failure);
        return taking;
    }

    private void parse(Step step) {
        try {
            step.run();
        } catch (JsonProcessingException malformed) {
            String message = String.valueOf(malformed.getOriginalMessage());
            problem = message.substring(0, Math.min(LONGEST_PROBLEM, message.length()));
        } catch (IOException impossible) {
            throw new IllegalStateException("the parser reads from memory only", impossible);
        }
    }

    private void stop(HttpClientResponse response) {
        read.tryComplete(BoundedBody.NONE);
        response.request().reset();
    }

    private boolean over() {
        return read.future().isComplete();
    }

    private interface Step {
        void run() throws IOException;
    }
}
