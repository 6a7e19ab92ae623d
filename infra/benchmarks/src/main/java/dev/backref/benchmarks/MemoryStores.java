package dev.backref.benchmarks;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.derive.Derivation;
import dev.backref.indexer.lookup.SubjectRows;
import dev.backref.indexer.lookup.SubjectStores;
import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.RegistryRow;
import dev.backref.indexer.subject.SubjectKeys;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryHistory;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Subjects of ten referrers each, at one location of a registry that is complete, in one partition. */
final class MemoryStores implements SubjectStores {
    private static final int REFERRERS = 10;
    private static final Instant TIME = Instant.parse("2026-11-25T00:00:00Z");
    private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");
    private static final Ask ASK = new Ask(Caller.ANYONE, NEVER, Optional.empty());

    private final MemoryRows rows = new MemoryRows();

    MemoryStores(int subjects) {
        RegistryRow complete = new RegistryRow(
                RegistryHistory.NONE,
                Optional.of(TIME),
                Optional.empty(),
                Optional.empty(),
                RegistryRow.Counts.UNTOLD,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        rows.put(SubjectKeys.registry(Corpus.REGISTRY).bytes(), Json.write(complete));
        for (int number = 0; number < subjects * REFERRERS; number++) {
            refer(subject(number / REFERRERS), "n" + number);
        }
    }

    /** Asks for all that refer to the subject with this number. */
    static LocationQuery query(int subject) {
        return new LocationQuery(
                Corpus.location(0), subject(subject), Set.of(), Optional.empty(), Integer.MAX_VALUE, ASK);
    }

    @Override
    public int partitions() {
        return 1;
    }

    @Override
    public SubjectRows rows(int partition) {
        return SubjectRows.read(partition, new Table(rows), ServedBy.ACTIVE);
    }

    private void refer(Digest subject, String name) {
        byte[] manifest = Corpus.referrer(subject, "application/spdx+json", name);
        Digest digest = Digest.sha256(manifest);
        Derivation derived =
                Derivation.of(digest, new Observation.Manifest(manifest, Corpus.MANIFEST), Observation.RULES);
        rows.put(SubjectKeys.edge(subject, Corpus.location(0), TIME, digest).bytes(), Json.write(derived.descriptor()));
    }

    private static Digest subject(int number) {
        return Corpus.subject("s" + number);
    }
}
