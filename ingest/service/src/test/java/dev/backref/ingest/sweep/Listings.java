package dev.backref.ingest.sweep;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The lister of a storage, asked from outside of Vert.x. */
final class Listings implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final AtomicInteger moments = new AtomicInteger();
    final StorageLister lister;
    private SourceWalk.Moment moment = () -> {};

    Listings(Path storage) {
        lister = new StorageLister(
                vertx,
                "local",
                storage,
                () -> new SortedLines.Collector(storage, Integer.MAX_VALUE),
                new Skipped(meters, "local"),
                this::pass);
    }

    /** What happens in the moment that is given to a link that holds no digest. */
    Listings inTheMoment(SourceWalk.Moment happening) {
        moment = happening;
        return this;
    }

    List<String> repositories() {
        return lines(lister.repositories().await());
    }

    List<String> sources(String repository) {
        return lines(lister.sources(repository).await());
    }

    double skipped(String reason) {
        return meters.get("backref.sweep.skipped")
                .tags("registry", "local", "reason", reason)
                .counter()
                .count();
    }

    @Override
    public void close() {
        vertx.close().await();
    }

    private void pass() throws IOException {
        moments.incrementAndGet();
        moment.pass();
    }

    private static List<String> lines(Listed listed) {
        if (!(listed instanceof Listed.All all)) {
            throw new AssertionError("not all was listed: " + listed);
        }
        try (SortedLines lines = all.lines()) {
            return lines.after("", Integer.MAX_VALUE);
        }
    }
}
