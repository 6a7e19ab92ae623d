package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.Verification;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.SubjectKeys;
import dev.backref.indexer.subject.VerificationRow;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import java.util.ArrayList;
import java.util.List;

/** What verifiers posted about the edges of one page. Where they posted nothing at all, that is found out once. */
final class Verifications {
    private final Table rows;
    private final boolean any;

    /**
     * @param among the beginning of all rows that can be asked for
     */
    Verifications(Table rows, RowKey among) {
        this.rows = rows;
        this.any = rows.first(among, (key, value) -> key).isPresent();
    }

    /** The last that each verifier posted about an edge, in the order of their names. */
    List<Verification> of(Digest subject, Digest referrer) {
        List<Verification> posted = new ArrayList<>();
        if (any) {
            rows.each(
                    SubjectKeys.verifications(subject, referrer),
                    (key, value) ->
                            posted.add(Json.read(value, VerificationRow.class).verification()));
        }
        return posted;
    }
}
