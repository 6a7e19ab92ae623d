package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.Optional;

/**
 * Lets events of one registry in as far as there is room for them, and leaves the others in the log. So reading goes on
 * for all other registries of the partition, however long this one hangs.
 */
record Intake(RegistryWork work) {
    /** Takes what the reading brought, or leaves it: where there is no room, or something was left before it. */
    void arrived(Arrival arrival, Instant now, Batch out) {
        if (backlog().mark(arrival.lane()).isPresent() || !fits(arrival)) {
            leave(arrival, now, out);
        } else {
            work.accept(arrival.event(), now, out);
        }
    }

    /** Whether something was left for which there is room now. */
    boolean mayCatchUp(Lane lane) {
        return backlog().mayGoOn(lane, work.pending());
    }

    /** Takes what was left. Whether there was room for it. */
    boolean catchUp(Arrival left, Instant now, Batch out) {
        if (!fits(left)) {
            backlog().stopAt(left);
            return false;
        }
        Trouble told = waiting(left, now);
        work.accept(left.event(), now, out);
        if (left.lane() == Lane.REPORTED) {
            Source source = left.event().source();
            // Without a task it has been answered without a look, and nothing else would end what was signalled of it.
            work.task(source)
                    .ifPresentOrElse(
                            task -> task.keepOpen(told), () -> out.signal(new LocationSignal.Resolved(source, now)));
        }
        backlog().reach(left.lane(), left.offset() + 1);
        out.changed(work.name());
        return true;
    }

    /** Nothing is left before what is read next. */
    void caughtUp(Lane lane, Batch out) {
        backlog().end(lane);
        out.changed(work.name());
    }

    /** What was left before this offset has been deleted. */
    void lost(Lane lane, long beginning, Instant now, Batch out) {
        backlog().lose(lane, beginning, now);
        out.changed(work.name());
    }

    private boolean fits(Arrival arrival) {
        return backlog().hasRoom(arrival.lane(), work.pending()) || work.takesNoRoom(arrival.event());
    }

    /** What is left is known of all the same: its location must not be called complete, nor gone. */
    private void leave(Arrival arrival, Instant now, Batch out) {
        if (backlog().leave(arrival)) {
            out.changed(work.name());
        }
        RegistryEvent event = arrival.event();
        if (event.cause().kind() == Cause.Kind.PUSH) {
            work.inUse(event.source().location(), out);
        }
        if (arrival.lane() == Lane.REPORTED) {
            Optional<Task> task = work.task(event.source());
            Trouble left = waiting(arrival, now);
            Trouble told = task.flatMap(held -> held.todo().trouble())
                    .filter(before -> before.since().isBefore(left.since()))
                    .map(before -> Trouble.waiting(before.since(), now))
                    .orElse(left);
            out.signal(Trouble.waiting(event.source(), told));
            task.ifPresent(held -> held.keepOpen(told));
        }
    }

    /** As long as the oldest: a source that is reported again and again would otherwise never have waited for long. */
    private Trouble waiting(Arrival left, Instant now) {
        Instant at = left.event().at();
        Instant oldest = backlog().mark(left.lane()).map(Mark::since).orElse(at);
        return Trouble.waiting(oldest.isBefore(at) ? oldest : at, now);
    }

    private Backlog backlog() {
        return work.backlog();
    }
}
