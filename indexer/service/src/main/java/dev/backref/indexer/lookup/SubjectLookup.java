package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.EdgeRow;
import dev.backref.indexer.subject.SubjectKeys;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One page of the referrers of a subject, merged over the locations that the caller may see and the filter lets through.
 * Where one location is meant, its own rows are walked, oldest first; otherwise the merged ones, in the order of their
 * digests.
 */
final class SubjectLookup {
    private final Table rows;
    private final SubjectRows read;
    private final SubjectQuery query;
    private final Visibility visibility;
    private final ReferrerPage page;

    SubjectLookup(SubjectRows rows, SubjectQuery query, Visibility visibility) {
        this.rows = rows.table();
        this.read = rows;
        this.query = query;
        this.visibility = visibility;
        this.page = new ReferrerPage(rows.table(), query);
    }

    SubjectAnswer answer() {
        // Before the edges: what is complete as of a time must not have come behind those that were read.
        Completeness completeness = new Knowledge(rows).of(query, visibility);
        Optional<String> next = query.filter().location().map(this::atLocation).orElseGet(this::merged);
        return new SubjectAnswer(
                query.subject(), read.position(), read.servedBy(), completeness, page.referrers(), next);
    }

    private Optional<String> atLocation(Location location) {
        Optional<LocationScan.Found> after = query.after().map(cursor -> Cursor.edge(query.subject(), cursor));
        if (!visibility.of(location)) {
            return Optional.empty();
        }
        try (LocationScan scan =
                new LocationScan(rows, query.subject(), location, query.filter().artifactTypes(), after)) {
            Optional<LocationScan.Found> last = after;
            for (Optional<LocationScan.Found> edge = next(scan); edge.isPresent(); edge = next(scan)) {
                if (page.isFull()) {
                    return last.map(end -> Cursor.write(query.subject(), end));
                }
                page.add(edge.get().referrer(), List.of(location));
                last = edge;
            }
            return addItself(location) ? Optional.empty() : last.map(end -> Cursor.write(query.subject(), end));
        }
    }

    /** Behind all others, where the subject is its own evidence; false where that needs another page. */
    private boolean addItself(Location location) {
        Set<String> types = query.filter().artifactTypes();
        boolean is = rows.get(SubjectKeys.merged(query.subject(), query.subject(), location))
                .flatMap(row ->
                        Json.read(row, EdgeRow.class).state().descriptor().artifactType())
                .filter(type -> types.isEmpty() || types.contains(type))
                .isPresent();
        if (is && page.isFull()) {
            return false;
        }
        if (is) {
            page.add(query.subject(), List.of(location));
        }
        return true;
    }

    private static Optional<LocationScan.Found> next(LocationScan scan) {
        return scan.next().map(LocationScan.Edge::found);
    }

    private Optional<String> merged() {
        Optional<Digest> last = query.after().map(cursor -> Cursor.referrer(query.subject(), cursor));
        try (MergedScan scan =
                new MergedScan(rows, query.subject(), query.filter().artifactTypes(), last)) {
            for (Optional<MergedScan.Found> found = scan.next(); found.isPresent(); found = scan.next()) {
                if (page.isFull()) {
                    return last.map(end -> Cursor.write(query.subject(), end));
                }
                page.add(found.get().referrer(), visible(found.get().locations()));
                last = Optional.of(found.get().referrer());
            }
            return Optional.empty();
        }
    }

    private List<Location> visible(List<Location> locations) {
        return locations.stream()
                .filter(query.filter()::lets)
                .filter(visibility::of)
                .toList();
    }
}
