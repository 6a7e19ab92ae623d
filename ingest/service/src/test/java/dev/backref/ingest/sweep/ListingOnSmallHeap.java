package dev.backref.ingest.sweep;

import dev.backref.ingest.registry.Timeouts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A process that lists one repository, of Harbor where it is in a project, and says how many there are, the first and the last one. */
public final class ListingOnSmallHeap {
    private ListingOnSmallHeap() {}

    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx();
        Timeouts patient = new Timeouts(Duration.ofSeconds(5), Duration.ofMinutes(4), Duration.ofMinutes(1));
        ApiLister lister = new ApiLister(
                vertx,
                PagedRegistry.client(vertx, arguments[0], patient),
                PagedRegistry.NO_REFERRERS,
                Path.of(arguments[1]),
                Optional.of(new HarborApi("local", new Skipped(new SimpleMeterRegistry(), "local"))));
        Listed listed = PagedRegistry.await(lister.sources(arguments[2]), Duration.ofMinutes(4));
        if (!(listed instanceof Listed.All all)) {
            throw new IllegalStateException("not listed: " + listed);
        }
        try (SortedLines lines = all.lines()) {
            System.out.println(lines.size() + " " + ends(lines));
        }
        PagedRegistry.await(vertx.close());
    }

    /** The first and the last line, after having gone through all of them. */
    private static String ends(SortedLines lines) {
        String first = lines.after("", 1).get(0);
        String last = first;
        long read = 1;
        for (List<String> some = lines.after(first, 1_000); !some.isEmpty(); some = lines.after(last, 1_000)) {
            last = some.get(some.size() - 1);
            read += some.size();
        }
        if (read != lines.size()) {
            throw new IllegalStateException(read + " lines can be read of " + lines.size());
        }
        return first + " " + last;
    }
}
