package dev.backref.indexer.location;

import dev.backref.indexer.facts.SweepState;
import dev.backref.indexer.facts.SweepState.Failing;
import dev.backref.indexer.location.SweepSteps.Quiet;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Repositories that their registry does not have, or no longer: one that was deleted, or whose name was mistyped by whoever
 * asked for its sweep. Nothing is missing there, so none counts among what is to be known of the registry. That is told once
 * all that was known there has been asked for and is gone: where a listing of tags is answered with 404, there can be
 * manifests without any.
 *
 * <pre>
 * SG L    {@link Doubt}: a repository that may be gone
 * SO L    one that was told to be; kept until something is found there, so that finding something need not read the state
 * </pre>
 */
final class Absences {
    /** Why a sweep has failed that found no such repository where there is one. */
    static final String CONTRADICTED = "contradicted";

    /** Why one has failed that found none, where nobody could look whether that is so. */
    static final String UNPROVEN = "unproven-404";

    private static final int AT_ONCE = 40;
    private static final byte[] TOLD = {1};

    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;
    private final LocationRows rows;
    private final SweepRows sweeps;
    private final WantedRows wanted;
    private final TroubleRows states;

    Absences(KeyValueStore<Bytes, byte[]> store, Parts parts, TroubleRows states) {
        this.store = store;
        this.table = new Table(store);
        this.rows = parts.rows();
        this.sweeps = parts.sweeps();
        this.wanted = parts.wanted();
        this.states = states;
    }

    /**
     * @param seen when a look at the repository found that it is gone; absent as long as only a listing said so
     * @param contradicted whether one found that it is there
     */
    private record Doubt(Optional<Instant> seen, boolean contradicted) {}

    /** A listing says that there is no such repository. Somebody is to look at it. */
    void doubt(Location location) {
        if (table.get(doubted(location)).isEmpty()) {
            store.put(doubted(location).bytes(), Json.write(new Doubt(Optional.empty(), false)));
        }
    }

    /** A look at the repository found that it is there. */
    void contradicted(Location location) {
        if (table.get(doubted(location)).isPresent()) {
            store.put(doubted(location).bytes(), Json.write(new Doubt(Optional.empty(), true)));
        }
    }

    /** A look at the repository found that it is gone. */
    void seen(Location location, Instant at) {
        store.put(doubted(location).bytes(), Json.write(new Doubt(Optional.of(at), false)));
    }

    /** Something was found there: it is there, or again. */
    void ended(Location location, long timestamp) {
        if (table.get(told(location)).isPresent()) {
            store.delete(told(location).bytes());
            sweeps.save(location, sweeps.stateOrNothing(location).gone(Optional.empty()));
            states.tell(location, timestamp);
        }
    }

    /** Tells of some of those of which all has come back that was asked for. */
    void step(Instant now, Quiet quiet) {
        List<Location> over = new ArrayList<>();
        RowKey all = RowKey.of("SG");
        table.each(all, (key, doubt) -> {
            Location location = Location.parse(key.behind(all).text());
            if (wanted.isIdle(location, now) && quiet.at(location)) {
                over.add(location);
            }
            return over.size() < AT_ONCE;
        });
        over.forEach(location -> settle(location, now));
    }

    private void settle(Location location, Instant now) {
        Optional<Doubt> doubt = table.get(doubted(location)).map(row -> Json.read(row, Doubt.class));
        Optional<Instant> seen = doubt.flatMap(Doubt::seen);
        store.delete(doubted(location).bytes());
        SweepState before = sweeps.stateOrNothing(location);
        SweepState after = seen.isPresent()
                ? before.listedNothing()
                : failed(before, doubt.filter(Doubt::contradicted).isPresent());
        if (seen.isPresent() && isEmpty(location)) {
            store.put(told(location).bytes(), TOLD);
            after = after.gone(seen);
        }
        if (!after.equals(before)) {
            sweeps.save(location, after);
            states.tell(location, now.toEpochMilli());
        }
    }

    private boolean isEmpty(Location location) {
        AtomicBoolean found = new AtomicBoolean();
        rows.eachTag(location, "", (tag, digest) -> !found.getAndSet(true));
        rows.eachPresent(location, "", digest -> !found.getAndSet(true));
        return !found.get();
    }

    private static SweepState failed(SweepState before, boolean contradicted) {
        String reason = contradicted ? CONTRADICTED : UNPROVEN;
        String what = contradicted ? ", and yet it is there" : ", and nobody could look whether it is there";
        return before.failing()
                .filter(Failing::isNotFound)
                .map(last -> before.with(
                                new Failing(last.since(), reason, last.detail() + what, last.at(), last.sweep()))
                        .gone(Optional.empty()))
                .orElse(before);
    }

    private static RowKey doubted(Location location) {
        return RowKey.of("SG").text(location.toString());
    }

    private static RowKey told(Location location) {
        return LocationRows.at("SO", location);
    }
}
