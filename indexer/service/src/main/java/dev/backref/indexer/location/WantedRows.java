package dev.backref.indexer.location;

import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Sources that somebody has to look at because the index asks. Each is asked for once, however many things name it; at
 * most {@value WantedCounts#MOST_OUTSTANDING} of a location at a time, the others wait here in the order in which they were wanted,
 * so that a backfill never stands before live webhooks.
 *
 * <pre>
 * N  L source    wanted and not back yet: when it was asked for ({@link Pending})
 * NB L source    wanted and not yet asked for: its place in the queue ({@link Pending})
 * NQ L place     the queue, with the events to send
 * NC L           {@link WantedCounts}
 * </pre>
 */
final class WantedRows {
    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;
    private final RefreshRows refreshes;
    private final Outbox out;

    /** @param refreshes to be told what is wanted, and what came back */
    WantedRows(KeyValueStore<Bytes, byte[]> store, RefreshRows refreshes, Outbox out) {
        this.store = store;
        this.table = new Table(store);
        this.refreshes = refreshes;
        this.out = out;
    }

    /**
     * Whether another source of this location could be asked for at once.
     *
     * @param now the time of whatever is to be asked for
     */
    boolean hasRoom(Location location, Instant now) {
        return !counts(location).at(now).full();
    }

    /** Whether nothing of this location has still to come back. */
    boolean isIdle(Location location, Instant now) {
        WantedCounts counts = counts(location).at(now);
        return counts.outstanding() == 0 && counts.head() == counts.tail();
    }

    /** Whether something that was asked for since then never came back, and nobody waits for it any more. */
    boolean hasLost(Location location, Instant since, Instant now) {
        return counts(location).at(now).lost() >= since.toEpochMilli();
    }

    /** How many sources of this location have still to come back, at most. */
    long left(Location location) {
        WantedCounts counts = counts(location);
        return counts.outstanding() + counts.tail() - counts.head();
    }

    /** Whether a look that answers what was asked of the source has still to come back. */
    boolean isWanted(Source source) {
        return pending("N", source).or(() -> pending("NB", source)).isPresent();
    }

    /** Whether no look at the source has come back since it was wanted, whether or not one answers that. */
    boolean isUnseen(Source source) {
        return pending("N", source)
                .or(() -> pending("NB", source))
                .filter(pending -> !pending.has(Pending.SEEN))
                .isPresent();
    }

    /**
     * Wants a source, unless it is wanted already. One that was asked for so long ago that it is lost is wanted anew, and so
     * is one that must be looked at from now on: what was asked before it may be answered by a look that began before it.
     */
    void want(RegistryEvent event) {
        boolean awaited = refreshes.join(event);
        Source source = event.source();
        Optional<Pending> queued = pending("NB", source);
        if (queued.isEmpty()) {
            want(event, awaited, Optional.empty());
        } else {
            event(place(source, queued.get())).ifPresent(before -> wantToo(event, awaited, queued.get(), before));
        }
    }

    /**
     * What waits in the queue is wanted by somebody else. The weightier reason stays: of a caller's question alone it is the end
     * when it fails.
     */
    private void wantToo(RegistryEvent event, boolean awaited, Pending queued, RegistryEvent before) {
        boolean weightier = isRefresh(before) && !isRefresh(event);
        if (weightier || awaited || isNewer(event, before.at())) {
            RegistryEvent now = (weightier ? event : before).askedAt(event.at());
            store.put(place(event.source(), queued).bytes(), Json.write(now));
            store.put(
                    key("NB", event.source()).bytes(),
                    queued.with(Pending.AWAITED).toBytes());
        }
    }

    /**
     * Whether what was asked then does not do for it: a sweep waits for what it listed, and what refers to something that is
     * gone may have gone with that since.
     */
    private static boolean isNewer(RegistryEvent event, Instant asked) {
        return switch (event.cause().kind()) {
            case SWEEP -> true;
            case CASCADE -> event.at().toEpochMilli() > asked.toEpochMilli();
            default -> false;
        };
    }

    private static boolean isRefresh(RegistryEvent event) {
        return event.cause().kind() == Cause.Kind.REFRESH;
    }

    /** The same before all that waits here: somebody waits for a look that has not begun. */
    void wantFirst(RegistryEvent event) {
        boolean awaited = refreshes.join(event);
        Source source = event.source();
        Optional<Pending> queued = pending("NB", source);
        queued.ifPresent(place -> {
            Optional<RegistryEvent> before = event(place(source, place));
            leaveQueue(source, place.number());
            // Whoever waits in the queue is asked for as well: this question can end with a caller's patience.
            before.filter(each -> !isRefresh(each)).ifPresent(each -> want(each.askedAt(event.at()), false, queued));
        });
        want(event, awaited, Optional.of(queued.orElse(Pending.of(0))));
    }

    /**
     * @param awaited whether somebody waits for a look who did not when it was last asked for
     * @param first where it waits for nothing else: its place in the queue, if it had one
     */
    private void want(RegistryEvent event, boolean awaited, Optional<Pending> first) {
        Source source = event.source();
        Optional<Pending> question = pending("N", source);
        Optional<Pending> open = question.filter(asked -> !WantedCounts.isLost(asked.number(), event.at()));
        if (open.isPresent()) {
            askAgain(event, awaited, open.get());
            return;
        }
        question.ifPresent(lost -> forget(source, lost.number()));
        WantedCounts counts = counts(source.location()).at(event.at());
        if (counts.full() && first.isEmpty()) {
            Pending place = Pending.of(counts.tail());
            store.put(key("NB", source).bytes(), place.toBytes());
            store.put(place(source, place).bytes(), Json.write(event));
            save(source.location(), counts.queued());
        } else {
            ask(event, first.map(Pending::flags).orElse(0));
            save(source.location(), counts.asked(event.at()));
        }
    }

    /**
     * The look that was asked for can have begun too early for a sweep, a cascade or a caller, and one that only a caller waits for is
     * not repeated when it fails. Clocks differ between those who ask: a question is always younger than the one whose place
     * it takes.
     */
    private void askAgain(RegistryEvent event, boolean awaited, Pending question) {
        Location location = event.source().location();
        if (isNewer(event, Instant.ofEpochMilli(question.number()))
                || (question.has(Pending.ONLY_AGAIN) && !isRefresh(event))) {
            Instant younger = Instant.ofEpochMilli(question.number() + 1);
            RegistryEvent again = event.at().isBefore(younger) ? event.askedAt(younger) : event;
            ask(again, question.flags());
            WantedCounts counts = counts(location).at(again.at());
            save(location, counts.returned(question.number()).asked(again.at()));
        } else if (awaited) {
            out.want(event);
        }
    }

    /**
     * A look at the source came back, whoever asked for it. If it answers what was asked, the next that waits takes its place.
     * Where there is room for more, because what was outstanding got lost, two do, so that the room fills again.
     *
     * @param now when the look was taken
     * @param answers as in {@link LocationSignal.Answer}
     */
    void returned(Source source, Instant now, Optional<Instant> answers) {
        Location location = source.location();
        pending("NB", source).ifPresent(queued -> {
            if (isNeedless(source, queued, now)) {
                leaveQueue(source, queued.number());
            } else {
                store.put(key("NB", source).bytes(), queued.with(Pending.SEEN).toBytes());
            }
        });
        pending("N", source).ifPresent(asked -> {
            if (answers.isEmpty() || answers.get().toEpochMilli() >= asked.number()) {
                forget(source, asked.number());
                save(location, askNext(location, askNext(location, counts(location), now), now));
            } else {
                store.put(key("N", source).bytes(), asked.with(Pending.SEEN).toBytes());
            }
        });
        refreshes.returned(source, now);
    }

    /**
     * Whether what waits to be asked is known by a look that somebody else asked for: one that began behind it, or any, where
     * all that is wanted is to have had one.
     */
    private boolean isNeedless(Source source, Pending queued, Instant looked) {
        return event(place(source, queued))
                .filter(event -> event.cause().kind() != Cause.Kind.NAMED_BY || queued.has(Pending.AWAITED))
                .filter(event -> event.at().isAfter(looked))
                .isEmpty();
    }

    private Optional<RegistryEvent> event(RowKey place) {
        return table.get(place).map(row -> Json.read(row, RegistryEvent.class));
    }

    private void forget(Source source, long question) {
        store.delete(key("N", source).bytes());
        save(source.location(), counts(source.location()).returned(question));
    }

    private WantedCounts askNext(Location location, WantedCounts counts, Instant now) {
        if (counts.full() || counts.head() == counts.tail()) {
            return counts;
        }
        RowKey queue = queue(location);
        Optional<RegistryEvent> next = table.firstFrom(
                queue, queue.number(counts.head()), (key, event) -> Json.read(event, RegistryEvent.class));
        if (next.isEmpty()) {
            return counts.from(counts.tail());
        }
        Source source = next.get().source();
        Pending place = pending("NB", source).orElseThrow();
        leaveQueue(source, place.number());
        // With the time at which it is asked: by that of its place in the queue it would be forgotten too soon.
        ask(next.get().askedAt(now), place.flags());
        return counts.from(place.number() + 1).asked(now);
    }

    /** @param flags of what was wanted before */
    private void ask(RegistryEvent event, int flags) {
        int now = (flags & Pending.SEEN) | (isRefresh(event) ? Pending.ONLY_AGAIN : 0);
        Pending question = new Pending(event.at().toEpochMilli(), now);
        store.put(key("N", event.source()).bytes(), question.toBytes());
        out.want(event);
    }

    private Optional<Pending> pending(String rows, Source source) {
        return table.get(key(rows, source)).map(Pending::read);
    }

    private static RowKey place(Source source, Pending queued) {
        return queue(source.location()).number(queued.number());
    }

    private void leaveQueue(Source source, long place) {
        store.delete(key("NB", source).bytes());
        store.delete(queue(source.location()).number(place).bytes());
    }

    private WantedCounts counts(Location location) {
        return table.get(LocationRows.at("NC", location))
                .map(WantedCounts::read)
                .orElse(WantedCounts.NOTHING);
    }

    private void save(Location location, WantedCounts counts) {
        store.put(LocationRows.at("NC", location).bytes(), counts.toBytes());
    }

    private static RowKey queue(Location location) {
        return LocationRows.at("NQ", location);
    }

    private static RowKey key(String table, Source source) {
        return LocationRows.at(table, source.location()).text(source.name());
    }
}
