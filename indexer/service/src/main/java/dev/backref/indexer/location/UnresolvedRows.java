package dev.backref.indexer.location;

import dev.backref.indexer.contract.LocationKnowledge.Unresolved;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Source;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Sources that could not be looked at so far. Ingest tells when that is over; where nobody has read it, any later look ends
 * it as well.
 *
 * <pre>
 * U  L source          {@link Row}
 * UT L since source    why, by time
 * </pre>
 */
final class UnresolvedRows {
    /** While it lasts ingest tells of it again, mostly within minutes. What it is silent about for so long can be over, unread. */
    private static final Duration SILENT = Duration.ofDays(1);

    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;

    UnresolvedRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        this.table = new Table(store);
    }

    /**
     * @param since the first attempt that failed
     * @param at the attempt that was told of last; rows from before it was kept lack it
     */
    private record Row(Instant since, String reason, Optional<Instant> at) {
        Instant told() {
            return at.orElse(since);
        }
    }

    void put(LocationSignal.Unresolved signal) {
        end(signal.source());
        Row row = new Row(signal.since(), signal.reason(), Optional.of(signal.at()));
        store.put(key(signal.source()).bytes(), Json.write(row));
        store.put(byTime(signal.source(), row).bytes(), signal.reason().getBytes(StandardCharsets.UTF_8));
    }

    /** It is over; whether it was there. */
    boolean end(Source source) {
        Optional<Row> row = row(source);
        row.ifPresent(known -> {
            store.delete(key(source).bytes());
            store.delete(byTime(source, known).bytes());
        });
        return row.isPresent();
    }

    /** A look that began then has come to its end. That of before the attempt that was told of shows nothing; whether this one did. */
    boolean looked(Source source, Instant began) {
        return row(source).filter(row -> began.isAfter(row.told())).isPresent() && end(source);
    }

    /**
     * The same of a look that has told something. Who finds nothing and did not look for a push, a delete, or a repository that is
     * gone asks once, and a replica can lag: that ends only what ingest has been silent about.
     */
    boolean looked(Observation observation) {
        Cause.Kind why = observation.cause().kind();
        boolean doubted =
                observation.finding() instanceof Observation.Gone && !why.reported() && why != Cause.Kind.CASCADE;
        Instant began = observation.observed();
        return looked(observation.source(), doubted ? began.minus(SILENT) : began);
    }

    /** The one that is waited for longest. */
    Optional<Unresolved> oldest(Location location) {
        RowKey prefix = LocationRows.at("UT", location);
        return table.first(
                prefix,
                (key, reason) -> new Unresolved(
                        Instant.ofEpochMilli(key.behind(prefix).time()), new String(reason, StandardCharsets.UTF_8)));
    }

    /** When a row of these counts as one of which nothing was heard any more. */
    static Instant silent(byte[] row) {
        return Json.read(row, Row.class).told().plus(SILENT);
    }

    private Optional<Row> row(Source source) {
        return table.get(key(source)).map(row -> Json.read(row, Row.class));
    }

    private static RowKey key(Source source) {
        return LocationRows.at("U", source.location()).text(source.name());
    }

    private static RowKey byTime(Source source, Row row) {
        return LocationRows.at("UT", source.location())
                .time(Math.max(0, row.since().toEpochMilli()))
                .text(source.name());
    }
}
