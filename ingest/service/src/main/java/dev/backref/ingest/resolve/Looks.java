package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.LookFailure;
import dev.backref.ingest.registry.Registry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks under way. They are begun by the resolver's thread and end on any other; their answers wait here until the
 * resolver's thread takes them, so that nothing else touches its state.
 */
final class Looks {
    private static final Logger LOG = LoggerFactory.getLogger(Looks.class);

    /** Bytes of answers that may wait; a batch that is being filled holds about as much again. */
    private static final long MOST_BYTES = 32L * 1024 * 1024;

    /** An answer, with the time that it took. */
    record Answer(Attempt attempt, Look look, Duration took) {}

    private final Roster roster;
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private int underWay;

    Looks(Roster roster) {
        this.roster = roster;
    }

    /** Whether further looks may be begun, as far as memory goes. */
    boolean hasRoom() {
        return bytes.get() < MOST_BYTES;
    }

    /** Looks begun whose answers have not been taken. */
    int underWay() {
        return underWay;
    }

    void begin(Attempt attempt) {
        underWay++;
        long began = System.nanoTime();
        ask(attempt).onComplete((look, failure) -> {
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            add(new Answer(attempt, failure == null && look != null ? look : failed(attempt, failure), took));
        });
    }

    /** Takes an answer, waiting at most so long for one; its place in the budget is free again. */
    Optional<Answer> take(Duration patience) throws InterruptedException {
        Answer answer = answers.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (answer == null) {
            return Optional.empty();
        }
        underWay--;
        bytes.addAndGet(-size(answer));
        answer.attempt().work().budget().end();
        return Optional.of(answer);
    }

    private Future<Look> ask(Attempt attempt) {
        try {
            Registry client = roster.client(attempt.work().name());
            Source source = attempt.task().source();
            Causes causes = attempt.task().todo().causes();
            if (causes.known() && source instanceof Source.Manifest manifest) {
                return client.confirm(manifest);
            }
            return causes.sayNew() && source instanceof Source.Tag tag ? client.fetch(tag) : client.look(source);
        } catch (RuntimeException unexpected) { // A client that throws has failed like one whose future fails.
            return Future.failedFuture(unexpected);
        }
    }

    private void add(Answer answer) {
        bytes.addAndGet(size(answer));
        answers.add(answer);
    }

    /** Not one of the failures that a client expects: a defect, and yet the source must be looked at some time. */
    private static Look failed(Attempt attempt, @Nullable Throwable failure) {
        LOG.atError()
                .setCause(failure)
                .addKeyValue("registry", attempt.work().name())
                .addKeyValue("source", attempt.task().key())
                .log("a registry client failed unexpectedly");
        return new Look.Later(LookFailure.BAD_ANSWER, "the client failed: " + failure, Optional.empty());
    }

    private static long size(Answer answer) {
        if (answer.look() instanceof Look.Tagged tagged) {
            return tagged.manifest().content().length;
        }
        return answer.look() instanceof Look.Found found ? found.content().length : 0;
    }
}
