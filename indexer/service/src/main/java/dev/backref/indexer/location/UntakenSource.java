package dev.backref.indexer.location;

import dev.backref.ingest.contract.Source;
import java.time.Instant;

/**
 * A source that could not be taken, or is withheld, or could not be looked at.
 *
 * @param place among all of these at a location
 * @param settled until when what was told of it is not to be doubted
 * @param unreadable whether it was looked at, and cannot be read
 */
record UntakenSource(String place, Source source, Instant settled, boolean unreadable) {
    /** That of a row of {@link UnresolvedRows}, {@link WithheldRows} or {@link TroubleRows}. */
    static UntakenSource of(String table, Source source, byte[] row) {
        String place = table + source.name();
        if (table.equals("U")) {
            return new UntakenSource(place, source, UnresolvedRows.silent(row), false);
        }
        Untaken why = Untaken.read(row);
        return new UntakenSource(place, source, Instant.ofEpochMilli(why.looked()), why.isUnreadable());
    }
}
