package dev.backref.indexer.location;

import dev.backref.indexer.facts.SubjectFact.Unannounced;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What was found at locations without a webhook that told of it. The webhook can be on its way, so that is told only when
 * a minute has passed, and taken back when it comes within an hour. What no webhook told of by then stays for good, and
 * only times of records decide that.
 *
 * <pre>
 * D  L source        {@link Doubt}: found, and not announced
 * DT L since source  the same by time
 * DL L               {@link Row}; absent where there is nothing
 * DQ since L         locations of which it has still to be told, by the time of what was found first
 * </pre>
 */
final class UnannouncedRows {
    /** What is younger can be announced any moment. */
    static final Duration ON_ITS_WAY = Duration.ofMinutes(1);

    /** Senders repeat what was not taken, and some wait long before they do. */
    static final Duration LATEST = Duration.ofHours(1);

    /** So much at one location is on no webhook's way any more; nothing of it is taken back. */
    static final int MOST = 10_000;

    private static final int AT_ONCE = 100;

    /** Findings forgotten in one call, at however many locations; each writes up to three records. */
    private static final int AT_A_TIME = 1_000;

    private static final byte[] THERE = {1};

    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;
    private final Explanations explanations;

    UnannouncedRows(KeyValueStore<Bytes, byte[]> store, LocationRows rows) {
        this.store = store;
        this.table = new Table(store);
        this.explanations = new Explanations(store, rows);
    }

    /**
     * What was found at a source.
     *
     * @param gone whether that is nothing
     * @param left where a tag that is gone pointed: registries delete it with its manifest, and report only that
     */
    record Doubt(Instant since, boolean gone, Optional<Digest> left) {}

    /**
     * @param count of sources
     * @param told the oldest, once it has been told
     */
    private record Row(long count, Optional<Unannounced> told) {
        static final Row NOTHING = new Row(0, Optional.empty());

        Row plus(long more) {
            return new Row(count + more, told);
        }

        boolean isFull() {
            return count >= MOST;
        }
    }

    /** A location, by the time of what was found there first when it was put into the queue. */
    private record Queued(Instant since, Location location) {}

    /** What is to be told of a location. */
    Optional<Unannounced> told(Location location) {
        return row(location).flatMap(Row::told);
    }

    /** Something was found, unless that is known, explained, or comes when no more has to be known. */
    void found(Source source, Doubt doubt) {
        Location location = source.location();
        Row row = row(location).orElse(Row.NOTHING);
        boolean enough = row.isFull()
                || oldest(location)
                        .filter(first -> isTooLate(first.since(), doubt.since()))
                        .isPresent();
        if (enough || table.get(key(source)).isPresent() || explanations.of(location, doubt)) {
            return;
        }
        store.put(key(source).bytes(), Json.write(doubt));
        store.put(byTime(source, doubt.since()).bytes(), THERE);
        save(location, row.plus(1));
        if (row.count() == 0) {
            queueOldest(location);
        }
    }

    /**
     * A webhook told of a source; of a tag, then also of the manifest that it points to. Whether something else is to be
     * told of the location now.
     *
     * @param heard when it came
     * @param now the time of the record
     */
    boolean announced(Source source, Optional<Digest> target, Instant heard, Instant now) {
        Location location = source.location();
        if (source instanceof Source.Repository) {
            explanations.gone(location, heard);
        }
        Optional<Row> before = row(location);
        if (before.filter(row -> !row.isFull()).isEmpty()) {
            return false;
        }
        take(source, heard);
        target.ifPresent(digest -> take(new Source.Manifest(location, digest), heard));
        settle(location, now, new Budget(AT_ONCE));
        Optional<Unannounced> told = told(location);
        boolean changed = !told.equals(before.flatMap(Row::told));
        if (changed && told.isEmpty()) {
            queueOldest(location);
        }
        return changed;
    }

    /**
     * Nobody says any more that all is announced there: what was found shows nothing. A call forgets at most some of it; the
     * next one goes on. Whether that changes what is to be told.
     */
    boolean forget(Location location) {
        Optional<Row> before = row(location);
        if (before.isEmpty()) {
            return false;
        }
        List<Unannounced> some = new ArrayList<>();
        eachFound(location, found -> some.add(found) && some.size() < AT_A_TIME);
        for (Unannounced each : some) {
            store.delete(key(each.source()).bytes());
            store.delete(byTime(each.source(), each.since()).bytes());
        }
        save(location, new Row(before.get().count() - some.size(), Optional.empty()));
        return before.flatMap(Row::told).isPresent();
    }

    /**
     * The locations of which something else is to be told now, because nothing announced it for a minute.
     *
     * @param now up to when all has been read: behind it there may be a webhook that came in time
     */
    List<Location> overdue(Instant now) {
        RowKey all = RowKey.of("DQ");
        List<Queued> due = new ArrayList<>();
        table.each(all, (key, there) -> {
            RowKey.Reader reader = key.behind(all);
            Queued first = new Queued(Instant.ofEpochMilli(reader.time()), Location.parse(reader.text()));
            return !isOnItsWay(first.since(), now) && due.add(first) && due.size() < AT_ONCE;
        });
        List<Location> changed = new ArrayList<>();
        Budget budget = new Budget(AT_A_TIME);
        for (Queued each : due) {
            store.delete(queued(each).bytes());
            Optional<Unannounced> before = told(each.location());
            settle(each.location(), now, budget);
            Optional<Unannounced> told = told(each.location());
            if (!told.equals(before)) {
                changed.add(each.location());
            }
            if (told.isEmpty()) {
                queueOldest(each.location());
            }
        }
        return changed;
    }

    /** Keeps what is to be told. */
    private void settle(Location location, Instant now, Budget budget) {
        forgetExplained(location, budget);
        Optional<Unannounced> told = oldest(location)
                .filter(first -> !isOnItsWay(first.since(), now))
                .filter(first -> !isExplained(first)); // More than one call forgets; the next one comes to it.
        row(location).ifPresent(row -> save(location, new Row(row.count(), told)));
    }

    /** What was found before that which explains it. */
    private void forgetExplained(Location location, Budget budget) {
        while (budget.left()) {
            Optional<Source> oldest = oldest(location).map(Unannounced::source);
            Optional<Doubt> doubt = oldest.flatMap(this::doubt).filter(each -> explanations.of(location, each));
            if (doubt.isEmpty()) {
                return;
            }
            forget(oldest.get(), doubt.get());
            budget.changed();
        }
    }

    private boolean isExplained(Unannounced found) {
        return doubt(found.source())
                .filter(doubt -> explanations.of(found.source().location(), doubt))
                .isPresent();
    }

    private void take(Source source, Instant heard) {
        doubt(source).filter(found -> !isTooLate(found.since(), heard)).ifPresent(found -> forget(source, found));
    }

    private void forget(Source source, Doubt doubt) {
        Location location = source.location();
        store.delete(key(source).bytes());
        store.delete(byTime(source, doubt.since()).bytes());
        save(location, row(location).orElse(Row.NOTHING).plus(-1));
    }

    private Optional<Doubt> doubt(Source source) {
        return table.get(key(source)).map(row -> Json.read(row, Doubt.class));
    }

    private Optional<Unannounced> oldest(Location location) {
        List<Unannounced> first = new ArrayList<>();
        eachFound(location, found -> !first.add(found));
        return first.stream().findFirst();
    }

    /** What was found, oldest first, until the visitor has enough. */
    private void eachFound(Location location, Predicate<Unannounced> visitor) {
        RowKey all = LocationRows.at("DT", location);
        table.each(all, (key, there) -> {
            RowKey.Reader reader = key.behind(all);
            Instant since = Instant.ofEpochMilli(reader.time());
            return visitor.test(new Unannounced(Source.parse(location + reader.text()), since));
        });
    }

    static boolean isOnItsWay(Instant found, Instant now) {
        return found.plus(ON_ITS_WAY).isAfter(now);
    }

    static boolean isTooLate(Instant found, Instant heard) {
        return heard.isAfter(found.plus(LATEST));
    }

    private Optional<Row> row(Location location) {
        return table.get(LocationRows.at("DL", location)).map(row -> Json.read(row, Row.class));
    }

    private void save(Location location, Row row) {
        RowKey key = LocationRows.at("DL", location);
        if (row.count() <= 0) {
            store.delete(key.bytes());
        } else {
            store.put(key.bytes(), Json.write(row));
        }
    }

    private void queueOldest(Location location) {
        oldest(location)
                .map(first -> new Queued(first.since(), location))
                .ifPresent(each -> store.put(queued(each).bytes(), THERE));
    }

    private static RowKey queued(Queued each) {
        return RowKey.of("DQ").time(millis(each.since())).text(each.location().toString());
    }

    private static RowKey key(Source source) {
        return LocationRows.at("D", source.location()).text(source.name());
    }

    private static RowKey byTime(Source source, Instant since) {
        return LocationRows.at("DT", source.location()).time(millis(since)).text(source.name());
    }

    static long millis(Instant time) {
        return Math.max(0, time.toEpochMilli());
    }
}
