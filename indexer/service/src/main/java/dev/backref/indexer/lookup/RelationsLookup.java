package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.indexer.contract.RelationsAnswer.At;
import dev.backref.indexer.contract.RelationsAnswer.Related;
import dev.backref.indexer.contract.RelationsQuery;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.subject.RelationRow;
import dev.backref.indexer.subject.SubjectKeys;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One page of the manifests that are related to a subject: a scan of as many rows as the page has locations. */
final class RelationsLookup {
    /** Rows looked at for one page: a manifest can be at any number of locations, and the caller see few of them. */
    private static final int MOST_LOOKED_AT = 10_000;

    /** Why no answer is called complete: of it, however often it is swept, nothing is told. */
    private static final String UNTOLD =
            "what was looked at before its relations were known tells none until it is pushed again";

    private final SubjectRows rows;
    private final RelationsQuery query;
    private final Visibility visibility;
    private final Map<Digest, List<At>> page = new LinkedHashMap<>();
    private Optional<Place> last;
    private boolean full;
    private int lookedAt;

    RelationsLookup(SubjectRows rows, RelationsQuery query, Visibility visibility) {
        this.rows = rows;
        this.query = query;
        this.visibility = visibility;
        this.last = query.after().map(cursor -> Cursor.relation(query, cursor));
    }

    /** What the key of a row tells. */
    record Place(Digest other, Location location) {}

    RelationsAnswer answer() {
        // Before the relations: what is complete as of a time must not have come behind those that were read.
        Completeness completeness =
                new Knowledge(rows.table()).ofAll(visibility).limited(UNTOLD);
        RowKey prefix = SubjectKeys.related(query.subject(), query.direction(), query.relation());
        RowKey after = last.map(place -> prefix.text(place.other().toString())
                        .text(place.location().toString()))
                .orElse(prefix);
        rows.table().eachAfter(prefix, after, (key, value) -> take(place(key.behind(prefix)), value));
        return new RelationsAnswer(
                query.subject(),
                rows.position(),
                rows.servedBy(),
                completeness,
                page.entrySet().stream()
                        .map(each -> new Related(each.getKey(), each.getValue()))
                        .toList(),
                last.filter(place -> full).map(place -> Cursor.write(query, place)));
    }

    /** Takes a row; false where the page ends before it. */
    private boolean take(Place place, byte[] value) {
        full = lookedAt == MOST_LOOKED_AT || (page.size() == query.limit() && !page.containsKey(place.other()));
        if (full) {
            return false;
        }
        lookedAt++;
        last = Optional.of(place);
        if (visibility.of(place.location())) {
            RelationRow row = Json.read(value, RelationRow.class);
            page.computeIfAbsent(place.other(), other -> new ArrayList<>())
                    .add(new At(place.location(), row.observed(), row.indexed()));
        }
        return true;
    }

    private static Place place(RowKey.Reader rest) {
        return new Place(Digest.parse(rest.text()), Location.parse(rest.text()));
    }
}
