package dev.backref.indexer.lookup;

import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.SubjectKeys;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * Walks the referrers of a subject over all locations, in the order of their digests: all, in one pass over the merged
 * rows, or those of some artifact types.
 */
final class MergedScan implements AutoCloseable {
    private final Table rows;
    private final Digest subject;
    private final List<KeyValueIterator<Bytes, byte[]>> scans = new ArrayList<>();
    private final PriorityQueue<Head> heads = new PriorityQueue<>(Comparator.comparing(Head::referrer));

    MergedScan(Table rows, Digest subject, Set<String> types, Optional<Digest> after) {
        this.rows = rows;
        this.subject = subject;
        List<RowKey> prefixes = types.isEmpty()
                ? List.of(SubjectKeys.merged(subject))
                : types.stream()
                        .map(type -> SubjectKeys.mergedTyped(subject, Optional.of(type)))
                        .toList();
        for (RowKey prefix : prefixes) {
            KeyValueIterator<Bytes, byte[]> scan = after.map(
                            referrer -> rows.scanBehind(prefix, prefix.text(referrer.toString())))
                    .orElseGet(() -> rows.scan(prefix));
            scans.add(scan);
            advance(prefix, scan);
        }
    }

    /** A referrer and the locations that hold it, in the order of their names. */
    record Found(Digest referrer, List<Location> locations) {}

    /**
     * The next row of one of the scans.
     *
     * @param location where the row is of one location
     */
    private record Head(
            Digest referrer, Optional<Location> location, RowKey prefix, KeyValueIterator<Bytes, byte[]> scan) {}

    /** The next referrer; absent at the end. */
    Optional<Found> next() {
        Head first = heads.peek();
        if (first == null) {
            return Optional.empty();
        }
        List<Location> locations = new ArrayList<>();
        while (!heads.isEmpty() && heads.element().referrer().equals(first.referrer())) {
            Head head = heads.remove();
            head.location().ifPresent(locations::add);
            advance(head.prefix(), head.scan());
        }
        return Optional.of(
                new Found(first.referrer(), first.location().isPresent() ? locations : locationsOf(first.referrer())));
    }

    @Override
    public void close() {
        scans.forEach(KeyValueIterator::close);
    }

    private List<Location> locationsOf(Digest referrer) {
        RowKey prefix = SubjectKeys.merged(subject, referrer);
        List<Location> locations = new ArrayList<>();
        rows.each(
                prefix,
                (key, value) -> locations.add(Location.parse(key.behind(prefix).text())));
        return locations;
    }

    private void advance(RowKey prefix, KeyValueIterator<Bytes, byte[]> scan) {
        if (!scan.hasNext()) {
            return;
        }
        RowKey.Reader rest = RowKey.read(scan.next().key).behind(prefix);
        Digest referrer = Digest.parse(rest.text());
        heads.add(new Head(
                referrer, rest.more() ? Optional.of(Location.parse(rest.text())) : Optional.empty(), prefix, scan));
    }
}
