package dev.backref.indexer.location;

import dev.backref.indexer.facts.SubjectFact.LocationState;
import dev.backref.indexer.facts.SubjectFact.RejectedSource;
import dev.backref.indexer.facts.SubjectFact.SomeWithheld;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryRefusal;
import dev.backref.ingest.contract.Source;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What stands between a location and completeness, and what was last told of it. Only a change is told: a state goes to
 * every partition of subjects. {@link UnresolvedRows} and {@link WithheldRows} are part of it.
 *
 * <pre>
 * X  L source          rejected, and {@link Untaken}: it can never be taken, and may refer to anything
 * XC L                 how many are rejected
 * L  L                 the state that was told last
 * </pre>
 */
final class TroubleRows {
    private static final List<String> UNTAKEN = List.of("H", "U", "X");

    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;
    private final LocationRows rows;
    private final SweepRows sweeps;
    private final UnannouncedRows unannounced;
    private final UnresolvedRows unresolved;
    private final WithheldRows withheld;
    private final Outbox out;

    TroubleRows(KeyValueStore<Bytes, byte[]> store, Parts parts) {
        this.store = store;
        this.table = new Table(store);
        this.rows = parts.rows();
        this.sweeps = parts.sweeps();
        this.unannounced = parts.unannounced();
        this.unresolved = new UnresolvedRows(store);
        this.withheld = new WithheldRows(store, parts);
        this.out = parts.out();
    }

    /**
     * Takes it, unless somebody has looked since, or it is told already that the registry does not give the source out: a tag
     * has such a manifest asked for at each sweep. By now others can name it. Where a tag points can be news.
     */
    void unresolved(LocationSignal.Unresolved signal, long timestamp) {
        Source source = signal.source();
        resolved(source);
        boolean told = !(source instanceof Source.Tag) && withheld.takeAgain(source, timestamp);
        if (!told && !isLate(source, signal.at())) {
            unresolved.put(signal);
        }
    }

    void resolved(Source source) {
        unresolved.end(source);
    }

    /**
     * Takes it for whom it matters, and tells the state. An API that refuses has no list, and of a subject that is gone
     * nothing is missing.
     */
    void rejected(LocationSignal.Rejected signal, long timestamp) {
        Source source = signal.source();
        resolved(source);
        if (isLate(source, signal.at())) {
            tell(source.location(), timestamp);
            return;
        }
        Untaken why = new Untaken(signal.reason(), signal.at().toEpochMilli());
        boolean refused = RegistryRefusal.is(signal.reason());
        boolean list = source instanceof Source.Referrers;
        if (list && (refused || !isThere((Source.Referrers) source))) {
            release(source, timestamp);
        } else if ((list || refused) && withheld.take(source, why, timestamp)) {
            unreject(source);
        } else {
            reject(source, why, timestamp);
        }
        tell(source.location(), timestamp);
    }

    /** Whether somebody has looked at the manifest since: signals and observations are read without an order between them. */
    private boolean isLate(Source source, Instant at) {
        return source instanceof Source.Manifest manifest
                && rows.manifest(manifest.location(), manifest.digest())
                        .filter(row -> row.looked() > at.toEpochMilli())
                        .isPresent();
    }

    private boolean isThere(Source.Referrers list) {
        return rows.content(list.location(), list.subject()).isPresent();
    }

    /** The registry's own API lists a manifest for a subject that nobody has looked at. */
    void listedUnknown(Location location, Digest manifest, Digest subject) {
        withheld.listed(location, manifest, subject);
    }

    /** What a look that began then found there cannot be read here, and others may be able to; tells the state. */
    void unreadable(Source.Manifest source, Instant began, long timestamp) {
        withheld.looked(source);
        unresolved.looked(source, began);
        reject(source, new Untaken(Untaken.UNREADABLE, timestamp), timestamp);
        tell(source.location(), timestamp);
    }

    /** What was written of a look cannot be read; asked for again, it may be written otherwise. */
    void undecodable(Source source, String reason, long timestamp) {
        reject(source, new Untaken(reason, timestamp), timestamp);
        tell(source.location(), timestamp);
    }

    private void reject(Source source, Untaken why, long timestamp) {
        withheld.release(source, timestamp);
        if (table.get(key("X", source)).isEmpty()) {
            count(source.location(), 1);
        }
        store.put(key("X", source).bytes(), why.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Whether anything was told of a location, or is rejected there. */
    boolean isKnown(Location location) {
        return table.get(told(location)).isPresent() || rejectedAt(location) > 0 || withheld.count(location) > 0;
    }

    /** A look found something that could be taken, or nothing; tells the state if that is news. */
    void observed(Observation observation, long timestamp) {
        Source source = observation.source();
        if (source instanceof Source.Manifest manifest) {
            withheld.looked(manifest);
        }
        boolean ended = unresolved.looked(observation);
        if (release(source, timestamp)
                || ended
                || table.get(told(source.location())).isEmpty()) {
            tell(source.location(), timestamp);
        }
    }

    /** What is known of a source still holds: it is given out, and what cannot be read of it never will be. */
    void confirmed(Source source, Instant began, long timestamp) {
        boolean ended = unresolved.looked(source, began);
        boolean released = !isUnreadable(source) && release(source, timestamp);
        if (ended || released) {
            tell(source.location(), timestamp);
        }
    }

    /** What could not be read of a manifest can be read by other rules; tells the state if that is news. */
    void readable(Source.Manifest source, long timestamp) {
        if (isUnreadable(source) && release(source, timestamp)) {
            tell(source.location(), timestamp);
        }
    }

    /** Other rules cannot read it; that is news where it could be taken. Nobody has looked. */
    void notReadable(Source.Manifest source, long timestamp) {
        if (table.get(key("X", source)).isEmpty() && !withheld.has(source)) {
            reject(source, new Untaken(Untaken.UNREADABLE, timestamp), timestamp);
            tell(source.location(), timestamp);
        }
    }

    private boolean isUnreadable(Source source) {
        return table.get(key("X", source))
                .filter(row -> Untaken.read(row).isUnreadable())
                .isPresent();
    }

    /** A list is to be had, or there is none any more; tells the state if that is news. */
    void accepted(Source.Referrers list, long timestamp) {
        if (releaseList(list, timestamp)) {
            tell(list.location(), timestamp);
        }
    }

    /** Lets go of a list without telling the state; whether anything was told of it. */
    boolean releaseList(Source.Referrers list, long timestamp) {
        boolean ended = unresolved.end(list);
        return release(list, timestamp) || ended;
    }

    /** Whether it was rejected before, or withheld. */
    private boolean release(Source source, long timestamp) {
        return withheld.release(source, timestamp) || unreject(source); // Never both.
    }

    private boolean unreject(Source source) {
        boolean wasRejected = table.get(key("X", source)).isPresent();
        if (wasRejected) {
            store.delete(key("X", source).bytes());
            count(source.location(), -1);
        }
        return wasRejected;
    }

    /** Those behind a place, or all, at most so many. */
    List<UntakenSource> untaken(Location location, String after, int most) {
        List<UntakenSource> found = new ArrayList<>();
        for (String name : UNTAKEN) {
            RowKey prefix = LocationRows.at(name, location);
            Table.Visitor visitor = (key, row) -> {
                String source = key.behind(prefix).text();
                found.add(UntakenSource.of(name, Source.parse(location + source), row));
                return found.size() < most;
            };
            if (found.size() < most && after.startsWith(name)) {
                table.eachAfter(prefix, prefix.text(after.substring(name.length())), visitor);
            } else if (found.size() < most && after.compareTo(name) < 0) {
                table.each(prefix, visitor);
            }
        }
        return found;
    }

    /** Tells the state of a location if it is another than was told last, or the first. */
    void tell(Location location, long timestamp) {
        RowKey told = told(location);
        Optional<LocationState> before = table.get(told).map(row -> Json.read(row, LocationState.class));
        long rejected = rejectedAt(location);
        LocationState now = new LocationState(
                location,
                unresolved.oldest(location),
                rejected,
                rejected == 0 ? Optional.empty() : example(location, before.flatMap(LocationState::example)),
                withheld(location, before),
                sweeps.state(location),
                unannounced.told(location));
        if (!before.equals(Optional.of(now))) {
            store.put(told.bytes(), Json.write(now));
            out.tell(now, timestamp);
        }
    }

    /**
     * One of the rejected: the one that was told last, or the next behind it. To begin at the front would walk over all
     * that were deleted from there while a repository goes.
     */
    private Optional<RejectedSource> example(Location location, Optional<RejectedSource> last) {
        RowKey all = LocationRows.at("X", location);
        BiFunction<RowKey, byte[], RejectedSource> reader = (key, row) -> new RejectedSource(
                Source.parse(location + key.behind(all).text()),
                Untaken.read(row).reason());
        return last.flatMap(each -> table.firstFrom(all, key("X", each.source()), reader))
                .or(() -> table.first(all, reader));
    }

    private Optional<SomeWithheld> withheld(Location location, Optional<LocationState> before) {
        long sources = withheld.count(location);
        Optional<RejectedSource> last = before.flatMap(LocationState::withheld).map(SomeWithheld::example);
        return sources == 0
                ? Optional.empty()
                : withheld.example(location, last).map(example -> new SomeWithheld(sources, example));
    }

    private long rejectedAt(Location location) {
        return table.get(LocationRows.at("XC", location))
                .map(count -> ByteBuffer.wrap(count).getLong())
                .orElse(0L);
    }

    private void count(Location location, long more) {
        store.put(
                LocationRows.at("XC", location).bytes(),
                ByteBuffer.allocate(Long.BYTES)
                        .putLong(rejectedAt(location) + more)
                        .array());
    }

    private static RowKey told(Location location) {
        return LocationRows.at("L", location);
    }

    private static RowKey key(String table, Source source) {
        return LocationRows.at(table, source.location()).text(source.name());
    }
}
