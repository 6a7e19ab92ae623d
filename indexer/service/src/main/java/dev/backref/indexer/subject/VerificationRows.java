package dev.backref.indexer.subject;

import dev.backref.indexer.contract.Verification;
import dev.backref.indexer.facts.Verified;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps the last that each verifier posted about an edge, as long as that is anywhere. A verifier can be faster than the index,
 * and an edge can come back, so what has no edge stays until as many others have none.
 */
final class VerificationRows {
    /** Edges that are nowhere of which something is kept, in a partition: verifiers name subjects and referrers as they like. */
    static final int MOST_UNATTACHED = 10_000;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;
    private final LastKeys unattached;

    VerificationRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        this.table = new Table(store);
        this.unattached =
                new LastKeys(store, SubjectKeys.unattachedPlaces(), SubjectKeys.unattachedCount(), MOST_UNATTACHED);
    }

    /** Takes what was posted; false where it is nothing new: it was posted before, or is older than what its verifier said last. */
    boolean put(Verified fact) {
        RowKey edge = SubjectKeys.verifications(fact.subject(), fact.referrer());
        RowKey key = edge.text(fact.verification().verifier());
        VerificationRow posted = VerificationRow.of(fact);
        Optional<VerificationRow> before = table.get(key).map(VerificationRows::row);
        if (before.filter(last -> !last.yieldsTo(posted)).isPresent()) {
            return false;
        }
        List<Verification> known = of(fact.subject(), fact.referrer());
        if (before.isEmpty() && known.size() == Verification.MOST) {
            known.stream()
                    .min(Comparator.comparing(Verification::time))
                    .ifPresent(
                            oldest -> store.delete(edge.text(oldest.verifier()).bytes()));
        }
        store.put(key.bytes(), Json.write(posted));
        if (known.isEmpty()) {
            leave(fact.subject(), fact.referrer());
        }
        return true;
    }

    /** An edge is gone from a location. */
    void gone(Digest subject, Digest referrer) {
        if (!of(subject, referrer).isEmpty()) {
            leave(subject, referrer);
        }
    }

    /** The last that each verifier posted about an edge, in the order of their names. */
    List<Verification> of(Digest subject, Digest referrer) {
        List<Verification> posted = new ArrayList<>();
        table.each(SubjectKeys.verifications(subject, referrer), (key, value) -> {
            posted.add(row(value).verification());
            return true;
        });
        return posted;
    }

    private static VerificationRow row(byte[] value) {
        return Json.read(value, VerificationRow.class);
    }

    /** Where the edge is nowhere, what was posted about it stays for a while. */
    private void leave(Digest subject, Digest referrer) {
        if (isAnywhere(SubjectKeys.merged(subject, referrer))) {
            return;
        }
        unattached.add(SubjectKeys.verifications(subject, referrer)).ifPresent(this::drop);
    }

    private void drop(RowKey verifications) {
        RowKey.Reader parts = verifications.behind(SubjectKeys.verifications());
        RowKey edge = SubjectKeys.merged(Digest.parse(parts.text()), Digest.parse(parts.text()));
        if (isAnywhere(edge)) {
            return;
        }
        List<RowKey> rows = new ArrayList<>();
        table.each(verifications, (key, value) -> rows.add(key));
        rows.forEach(row -> store.delete(row.bytes()));
    }

    private boolean isAnywhere(RowKey edge) {
        return table.first(edge, (key, value) -> key).isPresent();
    }
}
