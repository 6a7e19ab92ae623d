package dev.backref.indexer.location;

import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Which manifests and repositories ended lately, or were reported as deleted. Each is remembered for an hour whether or not
 * anything names it: a look at what went along can have begun before, and be told of when the other is back already.
 *
 * <pre>
 * ME time source     time of a manifest as in {@link ManifestRow#looked()}
 * MR L               when the repository ended last
 * </pre>
 */
final class EndedRows {
    /** No look takes longer, blobs and waiting for the broker included. */
    static final Duration REMEMBERED = Duration.ofHours(1);

    private static final int AT_A_TIME = 300;
    private static final RowKey ALL = RowKey.of("ME");
    private static final byte[] THERE = {1};

    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;

    /** There is no older row than that: RocksDB walks over all that were taken before. */
    private long oldest;

    EndedRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        this.table = new Table(store);
    }

    /** What is not there any more, by a look at that time in milliseconds. */
    record Ended(long looked, Source source) {
        Ended {
            looked = Math.max(0, looked); // As a key can have it; a clock may say anything.
        }

        private RowKey key() {
            return ALL.time(looked).text(source.toString());
        }
    }

    void put(Ended ended) {
        oldest = Math.min(oldest, ended.looked());
        store.put(ended.key().bytes(), THERE);
        if (ended.source() instanceof Source.Repository) {
            Location location = ended.source().location();
            long last = Math.max(ended.looked(), repositoryEnded(location).orElse(0L));
            store.put(
                    repository(location).bytes(),
                    ByteBuffer.allocate(Long.BYTES).putLong(last).array());
        }
    }

    boolean has(Ended ended) {
        return table.get(ended.key()).isPresent();
    }

    /** Whether the whole repository ended then or later, as far as that is remembered. */
    boolean repositoryEnded(Location location, Instant since) {
        return repositoryEnded(location)
                .filter(ended -> ended >= since.toEpochMilli())
                .isPresent();
    }

    private Optional<Long> repositoryEnded(Location location) {
        return table.get(repository(location)).map(row -> ByteBuffer.wrap(row).getLong());
    }

    private static RowKey repository(Location location) {
        return LocationRows.at("MR", location);
    }

    /** Takes the oldest that need not be remembered any longer, some at a time. */
    List<Ended> takeOld(Instant now) {
        long enough = now.minus(REMEMBERED).toEpochMilli();
        List<Ended> old = new ArrayList<>();
        table.eachAfter(ALL, ALL.time(oldest), (key, there) -> {
            RowKey.Reader reader = key.behind(ALL);
            Ended ended = new Ended(reader.time(), Source.parse(reader.text()));
            return ended.looked() < enough && old.add(ended) && old.size() < AT_A_TIME;
        });
        old.forEach(this::forget);
        oldest = old.size() < AT_A_TIME
                ? Math.max(oldest, enough)
                : old.get(old.size() - 1).looked();
        return old;
    }

    private void forget(Ended ended) {
        store.delete(ended.key().bytes());
        Location location = ended.source().location();
        if (ended.source() instanceof Source.Repository
                && repositoryEnded(location).equals(Optional.of(ended.looked()))) {
            store.delete(repository(location).bytes());
        }
    }
}
