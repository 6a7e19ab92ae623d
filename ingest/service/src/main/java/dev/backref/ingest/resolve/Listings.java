package dev.backref.ingest.resolve;

import dev.backref.ingest.registry.LookFailure;
import dev.backref.ingest.sweep.Listed;
import dev.backref.ingest.sweep.Lister;
import dev.backref.ingest.sweep.ListingTask;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listings under way, and what is to be done with them. They are begun by the resolver's thread and end on any other;
 * their answers wait here until the resolver's thread takes them.
 */
final class Listings implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listings.class);

    private record Answer(RegistryWork work, Listed listed) {}

    private final Roster roster;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private int underWay;
    private volatile boolean closed;

    Listings(Roster roster) {
        this.roster = roster;
    }

    /** Whether an answer has still to come. */
    boolean isUnderWay() {
        return underWay > 0;
    }

    /** Takes what was listed, hands some of it on, and begins what is to be listed next. */
    void step(Work work, Instant now, Batch out) {
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            underWay--;
            take(answer, work, now, out);
        }
        for (RegistryWork registry : work.registries()) {
            while (registry.sweeps().isHandingOn() && registry.hasRoomForSweeps() && !out.isFull()) {
                registry.sweeps().handOn(out);
            }
            registry.sweeps().next(now, out).ifPresent(task -> begin(registry, task));
        }
    }

    private static void take(Answer answer, Work work, Instant now, Batch out) {
        if (work.holds(answer.work())) {
            answer.work().sweeps().listed(answer.listed(), now, out);
        } else {
            letGo(answer);
        }
    }

    private void begin(RegistryWork work, ListingTask task) {
        underWay++;
        ask(roster.lister(work.name()), task)
                .onComplete((listed, failure) ->
                        add(new Answer(work, failure == null && listed != null ? listed : failed(task, failure))));
    }

    /** Lets go of what was listed, and of what still will be: its files would otherwise stay until the next start. */
    @Override
    public void close() {
        closed = true;
        letGo();
    }

    private void add(Answer answer) {
        answers.add(answer);
        if (closed) {
            letGo();
        }
    }

    private void letGo() {
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            letGo(answer);
        }
    }

    private static void letGo(Answer answer) {
        if (answer.listed() instanceof Listed.All nobodys) {
            nobodys.lines().close();
        }
    }

    private static Future<Listed> ask(Lister lister, ListingTask task) {
        try {
            return task.repository().map(lister::sources).orElseGet(lister::repositories);
        } catch (RuntimeException unexpected) {
            return Future.failedFuture(unexpected);
        }
    }

    /** A disk that is full, or a defect: the sweep says so and is tried again, and nothing else stops. */
    private static Listed failed(ListingTask task, @Nullable Throwable failure) {
        LOG.atError()
                .setCause(failure)
                .addKeyValue("registry", task.registry())
                .addKeyValue("repository", task.repository().orElse(""))
                .log("a listing failed unexpectedly");
        return new Listed.Failed(LookFailure.SERVER_ERROR, "the listing failed: " + failure, Optional.empty());
    }
}
