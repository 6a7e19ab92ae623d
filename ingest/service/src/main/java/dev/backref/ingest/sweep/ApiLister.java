package dev.backref.ingest.sweep;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.registry.PageAddress;
import dev.backref.ingest.registry.RegistryListing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;

/**
 * Lists by the registry's own API: all tags of a repository (distribution-spec §Listing Tags), all repositories by the
 * catalogue. What the grammar refuses is left out and counted: registries hold names of older grammars, and no request
 * could ask for what they name.
 */
public final class ApiLister implements Lister {
    private final Vertx vertx;
    private final RegistryListing registry;
    private final Path folder;
    private final Bounds bounds;
    private final LongAdder refused = new LongAdder();

    /**
     * What a listing may take.
     *
     * @param inMemory lines of one listing, before they go to the disk
     * @param names of one listing, repeated ones too
     * @param firstPause before a page is asked for again
     */
    record Bounds(int inMemory, long names, Duration firstPause) {
        static final Bounds DEFAULT = new Bounds(20_000, 10_000_000, Duration.ofMillis(200));
    }

    /**
     * Deletes what a killed process left in the folder, and blocks for it.
     *
     * @param folder for listings that do not fit into memory; nobody else's
     */
    public ApiLister(Vertx vertx, RegistryListing registry, Path folder) {
        this(vertx, registry, folder, Bounds.DEFAULT);
    }

    ApiLister(Vertx vertx, RegistryListing registry, Path folder, Bounds bounds) {
        this.vertx = vertx;
        this.registry = registry;
        this.folder = folder;
        this.bounds = bounds;
        SortedLines.deleteLeftovers(folder);
    }

    @Override
    public Basis basis() {
        return Basis.TAGS;
    }

    @Override
    public Future<Listed> repositories() {
        return list(PageAddress.catalogue(), "");
    }

    @Override
    public Future<Listed> sources(String repository) {
        return list(PageAddress.tags(repository), ":");
    }

    /** How many names it left out since it was made, because no grammar allows them. */
    public long refusedNames() {
        return refused.sum();
    }

    private Future<Listed> list(PageAddress first, String prefix) {
        SortedLines.Collector lines = new SortedLines.Collector(folder, bounds.inMemory());
        Paging paging = new Paging(vertx, registry, bounds, name -> lines.add(prefix + name));
        return paging.from(first)
                .compose(instead -> aside(() -> instead.orElseGet(() -> new Listed.All(lines.sorted()))))
                .eventually(() -> {
                    refused.add(paging.refused());
                    return aside(() -> {
                        lines.close();
                        return true;
                    });
                });
    }

    private <T> Future<T> aside(Callable<T> blocking) {
        return vertx.executeBlocking(blocking, false);
    }
}
