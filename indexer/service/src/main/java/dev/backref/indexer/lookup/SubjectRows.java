package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.Applied;
import dev.backref.indexer.subject.SubjectKeys;

/**
 * The rows of one partition of subjects.
 *
 * @param servedBy whose they are
 */
public record SubjectRows(int partition, Table table, ServedBy servedBy) {
    /** How far they have come. */
    public Position position() {
        Applied applied = table.get(SubjectKeys.applied()).map(Applied::read).orElse(Applied.NOTHING);
        return new Position(Position.GENERATION, partition, applied.offset(), applied.appended());
    }
}
