package dev.backref.benchmarks;

import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.lookup.LocalSubjectIndex;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Ten referrers at a location, scanned and put together. Lookups run on a thread of their own: many are asked at once, so
 * that it never has to be woken for one.
 */
@State(Scope.Benchmark)
public class StoredLookups {
    private static final int AT_ONCE = 200;

    private final LocalSubjectIndex index = new LocalSubjectIndex(new MemoryStores(1), 1, Clock.systemUTC());
    private final LocationQuery query = MemoryStores.query(0);

    /** Many answers to one question. */
    @Benchmark
    @OperationsPerInvocation(AT_ONCE)
    public void answer() {
        CompletableFuture.allOf(Stream.generate(() -> index.referrers(query).toCompletableFuture())
                        .limit(AT_ONCE)
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }

    /** Stops the thread. */
    @TearDown
    public void close() {
        index.close();
    }
}
