package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.Check;
import dev.backref.indexer.contract.ChecksAnswer;
import dev.backref.indexer.contract.ChecksQuery;
import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.SubjectKeys;
import dev.backref.ingest.contract.Json;
import java.util.ArrayList;
import java.util.List;

/** What came of requests to look again. */
record ChecksLookup(Table rows, ChecksQuery query, Visibility visibility) {
    ChecksAnswer answer() {
        List<Check> found = new ArrayList<>();
        for (ChecksQuery.Requested each : query.requests()) {
            if (visibility.of(each.location())) {
                rows.get(SubjectKeys.check(query.subject(), each.location(), each.id()))
                        .ifPresent(row -> found.add(Json.read(row, Check.class)));
            }
        }
        return new ChecksAnswer(found);
    }
}
