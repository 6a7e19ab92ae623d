package dev.backref.benchmarks;

import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.lookup.LocalSubjectIndex;
import dev.backref.indexer.lookup.RememberedAnswers;
import dev.backref.indexer.subject.Revisions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Answers of ten referrers that are remembered, of many subjects in no order. */
@State(Scope.Benchmark)
public class RememberedLookups {
    private static final int SUBJECTS = 10_000;
    private static final long ENOUGH_FOR_ALL = 512L * 1024 * 1024;

    private final List<LocationQuery> queries =
            IntStream.range(0, SUBJECTS).mapToObj(MemoryStores::query).toList();
    private final SubjectIndex answers = remembering(queries);

    /** One of them, of any subject. */
    @Benchmark
    public LocationAnswer answer() {
        return answer(answers, queries.get(ThreadLocalRandom.current().nextInt(SUBJECTS)));
    }

    /** Asked everything once. What it asked is closed: from now on it knows only what it remembers. */
    private static SubjectIndex remembering(List<LocationQuery> queries) {
        try (LocalSubjectIndex rows = new LocalSubjectIndex(new MemoryStores(SUBJECTS), 1, Clock.systemUTC())) {
            SubjectIndex remembering =
                    new RememberedAnswers(rows, new Revisions(), ENOUGH_FOR_ALL, new SimpleMeterRegistry());
            queries.forEach(query -> answer(remembering, query));
            return remembering;
        }
    }

    private static LocationAnswer answer(SubjectIndex index, LocationQuery query) {
        return index.referrers(query).toCompletableFuture().join();
    }
}
