package dev.backref.indexer.lookup;

import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.SubjectKeys;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;

/** Walks the edges of a subject at one location, oldest first: all, or those of some artifact types merged. */
final class LocationScan implements AutoCloseable {
    private static final Comparator<Head> OLDEST_FIRST = (one, other) -> one.edge()
            .key()
            .compareBehind(one.edge().prefix(), other.edge().key(), other.edge().prefix());

    private final List<KeyValueIterator<Bytes, byte[]>> scans = new ArrayList<>();
    private final PriorityQueue<Head> heads = new PriorityQueue<>(OLDEST_FIRST);
    private final boolean overDescriptors;
    private Optional<byte[]> descriptor = Optional.empty();

    LocationScan(Table rows, Digest subject, Location location, Set<String> types, Optional<Found> after) {
        overDescriptors = types.isEmpty();
        List<RowKey> prefixes = overDescriptors
                ? List.of(SubjectKeys.edges(subject, location))
                : types.stream()
                        .map(type -> SubjectKeys.typed(subject, location, Optional.of(type)))
                        .toList();
        for (RowKey prefix : prefixes) {
            KeyValueIterator<Bytes, byte[]> scan = after.map(edge -> rows.scanAfter(
                            prefix,
                            prefix.time(edge.firstSeen().toEpochMilli())
                                    .text(edge.referrer().toString())))
                    .orElseGet(() -> rows.scan(prefix));
            scans.add(scan);
            advance(prefix, scan);
        }
    }

    /** An edge, as its key tells it. */
    record Found(Instant firstSeen, Digest referrer) {
        Found {
            if (firstSeen.isBefore(Instant.EPOCH)) {
                throw new IllegalArgumentException("a time before 1970: " + firstSeen);
            }
        }
    }

    /** An edge under its key, which is taken apart where that is needed: a page is mostly made of descriptors alone. */
    record Edge(RowKey key, RowKey prefix) {
        Found found() {
            RowKey.Reader rest = key.behind(prefix);
            return new Found(Instant.ofEpochMilli(rest.time()), Digest.parse(rest.text()));
        }
    }

    /** The next edge of one of the scans, and the value of its row. */
    @SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
    private record Head(Edge edge, byte[] value, KeyValueIterator<Bytes, byte[]> scan) {}

    /** The next edge; absent at the end. */
    Optional<Edge> next() {
        Head head = heads.poll();
        if (head == null) {
            return Optional.empty();
        }
        descriptor = overDescriptors ? Optional.of(head.value()) : Optional.empty();
        advance(head.edge().prefix(), head.scan());
        return Optional.of(head.edge());
    }

    /** The descriptor of the edge that was given last, where its row has it: those by artifact type have none. */
    Optional<byte[]> descriptor() {
        return descriptor;
    }

    @Override
    public void close() {
        scans.forEach(KeyValueIterator::close);
    }

    private void advance(RowKey prefix, KeyValueIterator<Bytes, byte[]> scan) {
        if (scan.hasNext()) {
            KeyValue<Bytes, byte[]> row = scan.next();
            heads.add(new Head(new Edge(RowKey.read(row.key), prefix), row.value, scan));
        }
    }
}
