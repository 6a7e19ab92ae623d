package dev.backref.benchmarks;

import dev.backref.indexer.derive.Derivation;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A referrer's manifest of some hundred bytes, read. */
@State(Scope.Benchmark)
public class ManifestParsing {
    private final byte[] bytes = Corpus.referrer(Corpus.subject("s"), "application/spdx+json", "n");
    private final Digest digest = Digest.sha256(bytes);
    private final Observation.Manifest found = new Observation.Manifest(bytes, Corpus.MANIFEST);

    /** From bytes to descriptor, kinds, evidence and claims. */
    @Benchmark
    public Derivation derive() {
        return Derivation.of(digest, found, Observation.RULES);
    }
}
