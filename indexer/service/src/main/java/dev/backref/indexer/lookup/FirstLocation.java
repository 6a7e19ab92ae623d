package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.EdgesAnswer.Place;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.EdgeRow;
import dev.backref.indexer.subject.SubjectKeys;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * Tells whether a referrer was seen at a location first, of those that the caller may see. It looks at as many locations as a
 * change names, and once for all edges of one referrer that follow one another: it can be at any number.
 */
final class FirstLocation {
    private static final int MOST_LOOKED_AT = 1 + Change.Data.MOST_ALSO_AT;

    private final Table rows;
    private final Visibility visibility;
    private Optional<RowKey> referrer = Optional.empty();
    private Optional<Seen> first = Optional.empty();
    private int lookedAt;

    FirstLocation(Table rows, Visibility visibility) {
        this.rows = rows;
        this.visibility = visibility;
    }

    private record Seen(Instant at, Location where) {
        private static final Comparator<Seen> ORDER =
                Comparator.comparing(Seen::at).thenComparing(Seen::where);

        boolean isBefore(Seen other) {
            return ORDER.compare(this, other) < 0;
        }
    }

    /** Whether no other location had this edge before. */
    boolean is(Place place, EdgeRow row) {
        RowKey locations = SubjectKeys.merged(place.subject(), place.referrer());
        if (referrer.filter(known -> known.bytes().equals(locations.bytes())).isEmpty()) {
            look(locations);
        }
        Seen here = new Seen(row.firstSeen(), place.location());
        return first.filter(seen -> seen.isBefore(here)).isEmpty();
    }

    private void look(RowKey locations) {
        referrer = Optional.of(locations);
        first = Optional.empty();
        lookedAt = 0;
        rows.each(locations, (key, value) -> {
            Location location = Location.parse(key.behind(locations).text());
            if (visibility.of(location)) {
                take(new Seen(Json.read(value, EdgeRow.class).firstSeen(), location));
            }
            return ++lookedAt < MOST_LOOKED_AT;
        });
    }

    private void take(Seen next) {
        first = first.filter(seen -> seen.isBefore(next)).or(() -> Optional.of(next));
    }
}
