package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.ContentFilter;
import dev.backref.indexer.contract.EdgesAnswer;
import dev.backref.indexer.contract.EdgesAnswer.Edge;
import dev.backref.indexer.contract.EdgesAnswer.Place;
import dev.backref.indexer.contract.EdgesQuery;
import dev.backref.indexer.contract.Verification;
import dev.backref.indexer.facts.EdgeState;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.subject.EdgeData;
import dev.backref.indexer.subject.EdgeRow;
import dev.backref.indexer.subject.SubjectKeys;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One page of the edges of a partition: a scan of the merged rows, where an edge has one key for as long as it is there. What
 * was looked at in vain ends a page too, so that a filter that lets few through costs many pages and no long scan.
 */
final class EdgesLookup {
    private static final int MOST_LOOKED_AT = 10_000;

    /** Bytes of rows that were read for one page and are not on it. */
    private static final long MOST_IN_VAIN = 16L * 1024 * 1024;

    private final SubjectRows rows;
    private final EdgesQuery query;
    private final Visibility visibility;
    private final FirstLocation first;
    private final Verifications verifications;
    private final List<Edge> page = new ArrayList<>();
    private Optional<Place> last;
    private boolean full;
    private int lookedAt;
    private long bytes;
    private long inVain;

    EdgesLookup(SubjectRows rows, EdgesQuery query, Visibility visibility) {
        this.rows = rows;
        this.query = query;
        this.visibility = visibility;
        this.first = new FirstLocation(rows.table(), visibility);
        this.verifications = new Verifications(
                rows.table(), query.subject().map(SubjectKeys::verifications).orElseGet(SubjectKeys::verifications));
        this.last = query.after();
    }

    EdgesAnswer answer() {
        RowKey all = query.subject().map(SubjectKeys::merged).orElseGet(SubjectKeys::merged);
        RowKey after = last.map(this::key).orElse(all);
        rows.table().eachAfter(all, after, (key, value) -> take(place(key), value));
        return new EdgesAnswer(rows.position(), rows.servedBy(), page, last.filter(place -> full));
    }

    /** A place among those that are asked for: a scan from elsewhere would begin with others. */
    private RowKey key(Place place) {
        if (query.subject().filter(subject -> !subject.equals(place.subject())).isPresent()) {
            throw new IllegalArgumentException("a place of another subject: \"" + place.subject() + "\"");
        }
        return SubjectKeys.merged(place.subject(), place.referrer(), place.location());
    }

    private static Place place(RowKey key) {
        RowKey.Reader parts = key.behind(SubjectKeys.merged());
        return new Place(Digest.parse(parts.text()), Digest.parse(parts.text()), Location.parse(parts.text()));
    }

    /** Takes a row; false where the page ends before it. */
    private boolean take(Place place, byte[] value) {
        full = bytes >= query.maxBytes() || lookedAt == MOST_LOOKED_AT || inVain > MOST_IN_VAIN;
        if (full) {
            return false;
        }
        lookedAt++;
        last = Optional.of(place);
        if (!query.filter().lets(place.location()) || !visibility.of(place.location()) || !add(place, value)) {
            inVain += value.length;
        }
        return true;
    }

    /** Adds an edge if it is meant. */
    private boolean add(Place place, byte[] value) {
        EdgeRow row = Json.read(value, EdgeRow.class);
        ContentFilter content = query.filter().content();
        if (!isOfType(row.state()) || !content.letsKinds(row.state().kinds())) {
            return false;
        }
        Optional<byte[]> descriptor = rows.table()
                .get(SubjectKeys.edge(place.subject(), place.location(), row.firstSeen(), place.referrer()));
        EdgeRow whole = descriptor
                .map(json -> row.state().with(Json.read(json, Descriptor.class)))
                .map(row::with)
                .orElse(row);
        int size = descriptor.map(json -> json.length).orElse(0);
        if (!lets(data(place, whole, List.of()))
                || !content.letsAge(whole.state().descriptor(), row.state().evidence())) {
            inVain += size;
            return false;
        }
        List<Verification> posted = verifications.of(place.subject(), place.referrer());
        page.add(new Edge(data(place, whole, posted), first.is(place, row)));
        bytes += value.length
                + size
                + posted.stream().mapToLong(Verification::characters).sum();
        return true;
    }

    private Change.Data data(Place place, EdgeRow whole, List<Verification> posted) {
        EdgeData.Beside beside = new EdgeData.Beside(List.of(), posted);
        return EdgeData.of(place.subject(), place.location(), whole, beside, rows.position());
    }

    private boolean isOfType(EdgeState state) {
        Set<String> types = query.filter().artifactTypes();
        return types.isEmpty()
                || state.descriptor().artifactType().filter(types::contains).isPresent();
    }

    private boolean lets(Change.Data data) {
        ContentFilter content = query.filter().content();
        return data.predicateTypes().map(content::letsPredicateTypes).orElse(true)
                && (data.omitted().contains(Change.Data.ANNOTATIONS)
                        || content.letsAnnotations(data.referrer().annotations()));
    }
}
