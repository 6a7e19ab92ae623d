package dev.backref.ingest.sweep;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/** A process that lists a storage and prints each repository with the number of its sources. */
public final class StorageOnSmallHeap {
    private static final int IN_MEMORY = 10_000;

    private StorageOnSmallHeap() {}

    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx();
        StorageLister lister = new StorageLister(
                vertx,
                "local",
                Path.of(arguments[0]),
                () -> new SortedLines.Collector(Path.of(arguments[1]), IN_MEMORY),
                new Skipped(new SimpleMeterRegistry(), "local"));
        for (String repository : lines(lister.repositories().await()).after("", Integer.MAX_VALUE)) {
            System.out.println(repository);
            System.out.println(lines(lister.sources(repository).await()).size());
        }
        vertx.close().await();
    }

    private static SortedLines lines(Listed listed) {
        if (listed instanceof Listed.All all) {
            return all.lines();
        }
        throw new IllegalStateException("not all was listed: " + listed);
    }
}
