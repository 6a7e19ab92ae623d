package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.Applied;
import dev.backref.indexer.subject.SubjectKeys;

/**
 * The rows of one partition of subjects.
 *
 * @param position how far they had come, before any of them was read: an answer is never older than it says
 * @param servedBy whose they are
 */
public record SubjectRows(Position position, Table table, ServedBy servedBy) {
    /** Begins to read them. Fails as reading does when they are not here. */
    public static SubjectRows read(int partition, Table table, ServedBy servedBy) {
        Applied applied = table.get(SubjectKeys.applied()).map(Applied::read).orElse(Applied.NOTHING);
        Position position = new Position(Position.GENERATION, partition, applied.offset(), applied.appended());
        return new SubjectRows(position, table, servedBy);
    }
}
