package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.PlacesAnswer;
import dev.backref.indexer.contract.PlacesQuery;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.SubjectKeys;
import dev.backref.ingest.contract.Location;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The locations that have a subject, or edges of it; however many edges there are at one, it costs one look. */
final class PlacesLookup {
    /** Locations looked at: a filter that lets few through ends the search rather than let it last. */
    private static final int MOST_LOOKED_AT = 10_000;

    private final Table rows;
    private final PlacesQuery query;
    private final Visibility visibility;
    private final Set<Location> found = new TreeSet<>();
    private int lookedAt;

    PlacesLookup(Table rows, PlacesQuery query, Visibility visibility) {
        this.rows = rows;
        this.query = query;
        this.visibility = visibility;
    }

    PlacesAnswer answer() {
        walk(SubjectKeys.homes(query.subject()));
        walk(SubjectKeys.edges(query.subject()));
        boolean more = found.size() > query.limit() || lookedAt >= MOST_LOOKED_AT;
        return new PlacesAnswer(found.stream().limit(query.limit()).toList(), more);
    }

    /** Goes from location to location, until there is one more than is asked for. */
    private void walk(RowKey prefix) {
        Optional<Location> next = firstBehind(prefix, Optional.empty());
        while (next.isPresent() && found.size() <= query.limit() && lookedAt < MOST_LOOKED_AT) {
            lookedAt++;
            next.filter(query.filter()::lets).filter(visibility::of).ifPresent(found::add);
            next = firstBehind(prefix, next);
        }
    }

    private Optional<Location> firstBehind(RowKey prefix, Optional<Location> last) {
        RowKey from = last.map(
                        location -> RowKey.read(prefix.text(location.toString()).end()))
                .orElse(prefix);
        return rows.firstFrom(
                prefix, from, (key, value) -> Location.parse(key.behind(prefix).text()));
    }
}
