package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.RefreshRequest;
import dev.backref.ingest.contract.SweepRequest;
import dev.backref.ingest.sweep.Listed;
import dev.backref.ingest.sweep.ListingTask;
import dev.backref.ingest.sweep.RegistrySweep;
import dev.backref.ingest.sweep.SweepRow;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The sweeps of one registry, and the repositories that are remembered for them; what they change is written. */
final class SweepWork {
    private static final int MOST_BEFORE = 500;

    private final String registry;
    private final RegistrySweep sweep;
    private final TreeSet<String> known = new TreeSet<>();

    SweepWork(String registry, RegistrySweep sweep) {
        this.registry = registry;
        this.sweep = sweep;
    }

    /** At most so many of the repositories that are remembered. */
    List<String> some(int most) {
        return known.stream().limit(most).toList();
    }

    void restore(String key, Row row) {
        row.sweep().ifPresent(sweep::restore);
        if (row.known()) {
            known.add(Location.parse(key).repository());
        }
    }

    /** Something was pushed there, or it was listed: a registry that has no catalogue tells of it by nothing else. */
    void remember(Location location, Batch out) {
        if (known.add(location.repository())) {
            out.changed(location.toString());
        }
    }

    /** It is gone; its row changes with it. Whoever pushes there again tells of it again. */
    void forget(Location location) {
        known.remove(location.repository());
    }

    boolean remembers(String key) {
        return key.startsWith(registry + "/") && known.contains(key.substring(registry.length() + 1));
    }

    SweepRow row() {
        return sweep.row();
    }

    void asked(SweepRequest request, Batch out) {
        sweep.asked(request);
        out.changed(registry);
    }

    /** Says that webhooks are lost, and has the registry swept at once: nothing else finds what they told of. */
    void lost(String reason, String detail, Instant now, Batch out) {
        out.signal(new LocationSignal.EventsLost(registry, reason, detail, now));
        asked(new SweepRequest(registry, Optional.empty(), reason, now), out);
    }

    /**
     * Has the location of a refresh swept as well where that lists what no look at the subject leads to: a manifest that refers to
     * it and has no tag. Whether it is. A location that nobody has heard of is not: whoever likes can ask after any.
     */
    boolean askedToo(RefreshRequest refresh, Instant now, Batch out) {
        Location location = refresh.location();
        boolean listed = sweep.listsDigests() && remembers(location.toString());
        if (listed) {
            asked(new SweepRequest(registry, Optional.of(location.repository()), refresh.id(), now), out);
        }
        return listed;
    }

    /** Begins the next listing, if there is one. */
    Optional<ListingTask> next(Instant now, Batch out) {
        SweepRow before = sweep.row();
        Optional<ListingTask> next = sweep.next(now);
        next.flatMap(ListingTask::repository)
                .ifPresent(repository -> remember(new Location(registry, repository), out));
        if (!before.equals(sweep.row())) {
            out.changed(registry);
        }
        return next;
    }

    void listed(Listed answer, Instant now, Batch out) {
        sweep.listed(answer, known, now, out::signal);
        out.changed(registry);
    }

    /**
     * Whether more may be handed on beside what is to do already: as long as the index waits for much, it would only wait
     * here. What is waited for in vain at one repository must not keep the others from being swept.
     */
    static boolean hasRoomBeside(Collection<Task> tasks) {
        return tasks.size() < MOST_BEFORE
                || tasks.stream()
                                .filter(task -> !task.todo().lasts())
                                .limit(MOST_BEFORE)
                                .count()
                        < MOST_BEFORE;
    }

    boolean isHandingOn() {
        return sweep.isHandingOn();
    }

    /** What a pass is told to have found is swept by it, also where a later owner finds it no more. */
    void handOn(Batch out) {
        sweep.handOn(signal -> {
            out.signal(signal);
            if (signal instanceof LocationSignal.Enlisted enlisted) {
                remember(enlisted.location(), out);
            }
        });
        out.changed(registry);
    }

    Optional<Instant> nextTurn(Instant now) {
        return sweep.nextTurn(now);
    }

    void close() {
        sweep.close();
    }
}
