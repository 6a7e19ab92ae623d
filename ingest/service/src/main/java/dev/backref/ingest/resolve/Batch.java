package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.DeadLetter;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.Observation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the next transaction has to write. */
final class Batch {
    private static final int MOST_RECORDS = 500;
    private static final long MOST_BYTES = 32L * 1024 * 1024;

    private final List<Observation> observations = new ArrayList<>();
    private final List<LocationSignal> signals = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final List<RowChange> rows = new ArrayList<>();
    private final Set<String> changed = new LinkedHashSet<>();
    private boolean read;
    private long bytes;

    void observe(Observation observation) {
        observations.add(observation);
        if (observation.finding() instanceof Observation.Manifest manifest) {
            bytes += manifest.bytes().length;
        }
    }

    void signal(LocationSignal signal) {
        signals.add(signal);
    }

    void refuse(DeadLetter letter) {
        deadLetters.add(letter);
    }

    /** The row with this key may be another now; what it is counts when the transaction is written. */
    void changed(String key) {
        changed.add(key);
    }

    /** A row that is nobody's to work on. */
    void change(RowChange row) {
        rows.add(row);
    }

    /** Records were read: offsets have moved. */
    void read() {
        read = true;
    }

    boolean isEmpty() {
        return !read && records() == 0;
    }

    /** Whether the transaction should be written before anything is added. */
    boolean isFull() {
        return records() >= MOST_RECORDS || bytes >= MOST_BYTES;
    }

    private int records() {
        return observations.size() + signals.size() + deadLetters.size() + rows.size() + changed.size();
    }

    List<Observation> observations() {
        return Collections.unmodifiableList(observations);
    }

    List<LocationSignal> signals() {
        return Collections.unmodifiableList(signals);
    }

    List<DeadLetter> deadLetters() {
        return Collections.unmodifiableList(deadLetters);
    }

    /** Rows that are to be written as they are. */
    List<RowChange> rows() {
        return Collections.unmodifiableList(rows);
    }

    /** Keys of the rows that may have changed. */
    Set<String> changedKeys() {
        return Collections.unmodifiableSet(changed);
    }
}
