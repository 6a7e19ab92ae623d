package dev.backref.indexer.derive;

import dev.backref.indexer.contract.Relation;
import dev.backref.ingest.contract.Digest;

/** Another manifest that a manifest names, and how it is related to that. */
public record RelatedManifest(Relation relation, Digest other) {
    private static final char BETWEEN = ' ';

    /** Reads a {@link #line()}. */
    public static RelatedManifest ofLine(String line) {
        int end = line.indexOf(BETWEEN);
        return new RelatedManifest(Relation.parse(line.substring(0, end)), Digest.parse(line.substring(end + 1)));
    }

    /** All of it in one line. */
    public String line() {
        return relation.word() + BETWEEN + other;
    }
}
