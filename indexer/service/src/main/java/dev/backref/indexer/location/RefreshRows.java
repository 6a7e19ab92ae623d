package dev.backref.indexer.location;

import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The refreshes that are under way at locations, and the looks that they wait for. Whatever is wanted because of one of
 * these looks is waited for as well.
 *
 * <pre>
 * F  L                   {@link Refresh}es; absent where there is none
 * FP L subject source    a look that the refresh of the subject waits for
 * FC L subject           how many of these there are
 * </pre>
 */
final class RefreshRows {
    private static final byte[] THERE = {1};

    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;
    private Set<Digest> followed = Set.of();

    RefreshRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        this.table = new Table(store);
    }

    private record Row(List<Refresh> refreshes) {
        Row {
            refreshes = List.copyOf(refreshes);
        }
    }

    /** Those at a location, in the order in which they began. */
    List<Refresh> at(Location location) {
        return table.get(key(location)).map(RefreshRows::read).orElse(List.of());
    }

    Optional<Refresh> of(Location location, Digest subject) {
        return at(location).stream()
                .filter(each -> each.subject().equals(subject))
                .findFirst();
    }

    /** All of them, until the visitor has enough. */
    void each(BiPredicate<Location, Refresh> visitor) {
        RowKey all = RowKey.of("F");
        table.each(all, (key, row) -> {
            Location location = Location.parse(key.behind(all).text());
            return read(row).stream().allMatch(each -> visitor.test(location, each));
        });
    }

    /** Keeps a refresh, in the place of what was known of it. */
    void save(Location location, Refresh now) {
        List<Refresh> all = new ArrayList<>(at(location));
        int place = place(all, now.subject());
        if (place < 0) {
            all.add(now);
        } else {
            all.set(place, now);
        }
        save(location, all);
    }

    /** It is over. */
    void forget(Location location, Digest subject) {
        List<Refresh> all = new ArrayList<>(at(location));
        all.removeIf(each -> each.subject().equals(subject));
        save(location, all);
    }

    /** How many looks the refresh of a subject waits for. */
    long waiting(Location location, Digest subject) {
        return table.get(countKey(location, subject))
                .map(count -> ByteBuffer.wrap(count).getLong())
                .orElse(0L);
    }

    /** Lets the refreshes that an event belongs to wait for its look. Whether one did not do so before. */
    boolean join(RegistryEvent event) {
        Location location = event.source().location();
        boolean joined = false;
        for (Refresh each : at(location)) {
            boolean belongs = each.requests().get(0).equals(event.cause().id()) || followed.contains(each.subject());
            if (each.open() && belongs && !waits(each, event.source())) {
                store.put(waitKey(each, event.source()).bytes(), THERE);
                count(location, each.subject(), 1);
                joined = true;
            }
        }
        return joined;
    }

    /** Until {@link #unfollow}, what is wanted follows from this look. */
    void follow(Source source, Instant looked) {
        List<Refresh> waiting = waitingFor(source, looked);
        if (!waiting.isEmpty()) {
            followed = new HashSet<>(waiting.stream().map(Refresh::subject).toList());
        }
    }

    void unfollow() {
        followed = Set.of();
    }

    /** A look at the source has come back; those that it is too old for go on waiting. */
    void returned(Source source, Instant looked) {
        for (Refresh each : waitingFor(source, looked)) {
            store.delete(waitKey(each, source).bytes());
            count(source.location(), each.subject(), -1);
        }
    }

    /** The refreshes that wait for such a look. */
    List<Refresh> waitingFor(Source source, Instant looked) {
        return at(source.location()).stream()
                .filter(each -> each.open() && !looked.isBefore(each.at()) && waits(each, source))
                .toList();
    }

    /** Forgets at most so many of the looks that one waits for, and says how many. */
    int forgetSome(Location location, Digest subject, int most) {
        RowKey all = LocationRows.at("FP", location).text(subject.toString());
        List<RowKey> some = new ArrayList<>();
        table.each(all, (key, value) -> some.add(key) && some.size() < most);
        some.forEach(key -> store.delete(key.bytes()));
        if (some.size() < most) {
            store.delete(countKey(location, subject).bytes());
        }
        return some.size();
    }

    private boolean waits(Refresh refresh, Source source) {
        return table.get(waitKey(refresh, source)).isPresent();
    }

    private void count(Location location, Digest subject, long more) {
        long now = waiting(location, subject) + more;
        RowKey key = countKey(location, subject);
        if (now == 0) {
            store.delete(key.bytes());
        } else {
            store.put(key.bytes(), ByteBuffer.allocate(Long.BYTES).putLong(now).array());
        }
    }

    private void save(Location location, List<Refresh> all) {
        if (all.isEmpty()) {
            store.delete(key(location).bytes());
        } else {
            store.put(key(location).bytes(), Json.write(new Row(all)));
        }
    }

    private static int place(List<Refresh> all, Digest subject) {
        for (int place = 0; place < all.size(); place++) {
            if (all.get(place).subject().equals(subject)) {
                return place;
            }
        }
        return -1;
    }

    private static List<Refresh> read(byte[] row) {
        return Json.read(row, Row.class).refreshes();
    }

    private static RowKey key(Location location) {
        return LocationRows.at("F", location);
    }

    private static RowKey waitKey(Refresh refresh, Source source) {
        return LocationRows.at("FP", source.location())
                .text(refresh.subject().toString())
                .text(source.name());
    }

    private static RowKey countKey(Location location, Digest subject) {
        return LocationRows.at("FC", location).text(subject.toString());
    }
}
