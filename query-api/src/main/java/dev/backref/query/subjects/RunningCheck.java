package dev.backref.query.subjects;

import dev.backref.indexer.contract.ChecksQuery;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.query.subjects.Checks.Answer;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** One request to look again, and who waits for it. */
final class RunningCheck {
    private final Place place;
    private final String id = UUID.randomUUID().toString();
    private final List<Promise<Answer>> waiting = new ArrayList<>();
    private final List<Promise<Answer>> later = new ArrayList<>();
    private boolean written;
    private boolean acknowledged;

    RunningCheck(Place place, List<Promise<Answer>> waiters) {
        this.place = place;
        this.waiting.addAll(waiters);
    }

    /** What is looked at again: a subject at a location. */
    record Place(Digest subject, Location location) {}

    Place place() {
        return place;
    }

    String id() {
        return id;
    }

    ChecksQuery.Requested requested() {
        return new ChecksQuery.Requested(place.location(), id);
    }

    /** Whoever comes now waits for the next one. */
    void written() {
        written = true;
    }

    void acknowledged() {
        acknowledged = true;
    }

    boolean isAcknowledged() {
        return acknowledged;
    }

    void add(Promise<Answer> waiter) {
        (written ? later : waiting).add(waiter);
    }

    /** Somebody waits no longer. Whether nobody does then. */
    boolean remove(Promise<Answer> waiter) {
        waiting.remove(waiter);
        later.remove(waiter);
        return waiting.isEmpty() && later.isEmpty();
    }

    List<Promise<Answer>> takeWaiting() {
        return take(waiting);
    }

    List<Promise<Answer>> takeLater() {
        return take(later);
    }

    private static List<Promise<Answer>> take(List<Promise<Answer>> waiters) {
        List<Promise<Answer>> taken = List.copyOf(waiters);
        waiters.clear();
        return taken;
    }
}
