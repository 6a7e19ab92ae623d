package dev.backref.indexer.location;

import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The time up to which the log has been read: what was written by then has been applied. It goes on with the clock while
 * nothing comes, and stays behind it while the index is behind.
 *
 * <pre>
 * DB     the first time of a record that was read while it was new
 * </pre>
 */
final class LogTime {
    private static final RowKey LIVE = RowKey.of("DB");

    /** What was written longer ago is not new. Clocks may differ by less, and no log is compacted so soon. */
    private static final Duration NEW = Duration.ofMinutes(10);

    /** So long after its beginning a task has come to the first record that it had not read, if there is one. */
    private static final Duration FIRST = Duration.ofMinutes(1);

    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;
    private Read last;
    private Instant newest = Instant.EPOCH;
    private boolean live;

    /** @param began what the clock says as the task begins */
    LogTime(KeyValueStore<Bytes, byte[]> store, Instant began) {
        this.store = store;
        this.table = new Table(store);
        this.last = new Read(Optional.empty(), began);
    }

    /** What was read last, and when. */
    private record Read(Optional<Instant> written, Instant clock) {}

    /** To be told of each record as it is applied. */
    void read(Instant written, Instant clock) {
        newest = written.isAfter(newest) ? written : newest;
        last = new Read(Optional.of(newest), clock);
        if (!live) {
            live = table.get(LIVE).isPresent();
            if (!live && written.plus(NEW).isAfter(clock)) {
                store.put(LIVE.bytes(), Json.write(written));
                live = true;
            }
        }
    }

    /**
     * Whether what is found shows anything. A log that is compacted keeps the last look at a source, whatever had announced
     * it before, so an index that is built from one takes nothing of it for news until it has read to what is new.
     */
    boolean isLive() {
        return live;
    }

    /** The time up to which all has been read, never later than the clock; absent as long as that is not known. */
    Optional<Instant> now(Instant clock) {
        Duration since = Duration.between(last.clock(), clock);
        return last.written()
                .map(written -> written.plus(since))
                .or(() -> Optional.of(clock).filter(now -> since.compareTo(FIRST) >= 0))
                .map(now -> now.isAfter(clock) ? clock : now);
    }
}
