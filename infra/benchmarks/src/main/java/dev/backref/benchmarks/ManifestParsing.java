package dev.backref.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.backref.indexer.derive.Derivation;
import dev.backref.indexer.derive.TagClaim;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import java.io.IOException;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** One manifest of a form, read; and its baseline. */
@State(Scope.Benchmark)
public class ManifestParsing {
    private static final ObjectReader TREES = new JsonMapper().reader();

    @Param
    private ManifestForm form = ManifestForm.REFERRER;

    private Observation.Manifest found = form.found();
    private Optional<String> tag = form.tag();
    private Digest digest = Digest.sha256(found.bytes());

    /** Refuses a manifest from which nothing follows: it would be read too fast. */
    @Setup
    public void read() {
        found = form.found();
        tag = form.tag();
        digest = Digest.sha256(found.bytes());
        Derivation derived = Derivation.of(digest, found, Observation.RULES);
        if (derived.assertions().isEmpty()
                && derived.claims().isEmpty()
                && derived.relations().isEmpty()
                && tag.flatMap(TagClaim::of).isEmpty()) {
            throw new IllegalStateException("nothing follows from " + form);
        }
    }

    /** From bytes to descriptor, kinds, evidence, relations and claims, with what the tag claims. */
    @Benchmark
    public Derivation derive(Blackhole claims) {
        claims.consume(tag.flatMap(TagClaim::of));
        return Derivation.of(digest, found, Observation.RULES);
    }

    /** The same bytes to a tree of JSON and no further. */
    @Benchmark
    public JsonNode tree() throws IOException {
        return TREES.readTree(found.bytes());
    }
}
