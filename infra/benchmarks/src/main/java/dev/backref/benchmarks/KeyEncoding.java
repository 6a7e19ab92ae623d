package dev.backref.benchmarks;

import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.subject.SubjectKeys;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The key that a row of an edge has. */
@State(Scope.Benchmark)
public class KeyEncoding {
    private final Digest subject = Corpus.subject("s");
    private final Digest referrer = Corpus.subject("r");
    private final Location location = Corpus.location(0);
    private final Instant firstSeen = Instant.parse("2026-11-25T00:00:00Z");

    /** From parts to bytes. */
    @Benchmark
    public RowKey edge() {
        return SubjectKeys.edge(subject, location, firstSeen, referrer);
    }
}
