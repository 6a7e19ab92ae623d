package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.ImageIndex;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationKnowledge;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.subject.SubjectKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One page of the referrers of a subject at one location. */
final class LocationLookup {
    private final SubjectRows rows;
    private final LocationQuery query;
    private final Visibility visibility;
    private final List<byte[]> page = new ArrayList<>();
    private int bytes;

    LocationLookup(SubjectRows rows, LocationQuery query, Visibility visibility) {
        this.rows = rows;
        this.query = query;
        this.visibility = visibility;
    }

    LocationAnswer answer() {
        if (!visibility.of(query.location())) {
            // To this caller it looks as a location does of which nothing is known.
            return new LocationAnswer(
                    LocationKnowledge.NOTHING,
                    ImageIndex.of(List.of()),
                    Optional.empty(),
                    rows.position(),
                    rows.servedBy());
        }
        // Before the edges: what is complete as of a time must not have come behind those that were read.
        LocationKnowledge knowledge = new Knowledge(rows.table()).of(query.location(), query.subject());
        Optional<String> next;
        try (LocationScan scan = new LocationScan(
                rows.table(),
                query.subject(),
                query.location(),
                query.artifactTypes(),
                query.after().map(cursor -> Cursor.edge(query.subject(), cursor)))) {
            next = fill(scan);
        }
        return new LocationAnswer(knowledge, ImageIndex.of(page), next, rows.position(), rows.servedBy());
    }

    /** Takes edges until the page is full, and gives the cursor to go on with. */
    private Optional<String> fill(LocationScan scan) {
        Optional<LocationScan.Edge> last = Optional.empty();
        for (Optional<LocationScan.Edge> edge = scan.next(); edge.isPresent(); edge = scan.next()) {
            LocationScan.Edge at = edge.get();
            Optional<byte[]> descriptor = scan.descriptor().or(() -> stored(at.found()));
            if (descriptor.isPresent()) {
                int size = descriptor.get().length + 1;
                if (!page.isEmpty() && bytes + size > query.maxBytes()) {
                    return last.map(LocationScan.Edge::found).map(found -> Cursor.write(query.subject(), found));
                }
                page.add(descriptor.get());
                bytes += size;
            }
            last = edge;
        }
        return Optional.empty();
    }

    /** Absent when the edge disappeared between the scan and this. */
    private Optional<byte[]> stored(LocationScan.Found edge) {
        return rows.table().get(SubjectKeys.edge(query.subject(), query.location(), edge.firstSeen(), edge.referrer()));
    }
}
