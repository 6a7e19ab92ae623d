package dev.backref.ingest.sweep;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.LookFailure;
import dev.backref.ingest.registry.PageAddress;
import dev.backref.ingest.registry.RegistryListing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Lists by the registry's own API: all tags of a repository (distribution-spec §Listing Tags), all repositories by the
 * catalogue. What the grammar refuses is left out and counted: registries hold names of older grammars, and no request
 * could ask for what they name.
 */
public final class ApiLister implements Lister {
    private final Vertx vertx;
    private final RegistryListing registry;
    private final Function<String, Future<Look>> referrers;
    private final Path folder;
    private final Bounds bounds;
    private final LongAdder refused = new LongAdder();
    private volatile Optional<Basis> basis = Optional.empty();

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
     * @param referrers looks at the referrers of any subject in a repository: whether there is such a list at all
     * @param folder for listings that do not fit into memory; nobody else's
     */
    public ApiLister(Vertx vertx, RegistryListing registry, Function<String, Future<Look>> referrers, Path folder) {
        this(vertx, registry, referrers, folder, Bounds.DEFAULT);
    }

    ApiLister(
            Vertx vertx,
            RegistryListing registry,
            Function<String, Future<Look>> referrers,
            Path folder,
            Bounds bounds) {
        this.vertx = vertx;
        this.registry = registry;
        this.referrers = referrers;
        this.folder = folder;
        this.bounds = bounds;
        SortedLines.deleteLeftovers(folder);
    }

    /**
     * Asks anew what the registry lets itself be listed by: it can have been replaced by a newer one. Where its first
     * repository does not tell, each is asked in its turn: one that is broken must not hide the others.
     */
    @Override
    public Future<Listed> repositories() {
        basis = Optional.empty();
        return list(PageAddress.catalogue(), "")
                .compose(listed -> listed instanceof Listed.All all
                        ? probe(all).map(probed -> new Listed.All(all.lines(), basis.orElse(Basis.TAGS)))
                        : Future.succeededFuture(listed));
    }

    private Future<Boolean> probe(Listed.All repositories) {
        return repositories.lines().after("", 1).stream()
                .findFirst()
                .map(repository -> referrers.apply(repository).map(this::learn))
                .orElseGet(() -> Future.succeededFuture(false));
    }

    @Override
    public Future<Listed> sources(String repository) {
        return list(PageAddress.tags(repository), ":")
                .compose(listed ->
                        listed instanceof Listed.All all ? based(repository, all) : Future.succeededFuture(listed));
    }

    /** The listing with the basis on which it counts; whoever cannot tell that has listed nothing. */
    private Future<Listed> based(String repository, Listed.All all) {
        return basis.map(known -> Future.<Listed>succeededFuture(new Listed.All(all.lines(), known)))
                .orElseGet(() -> referrers.apply(repository).compose(look -> probed(look, all)))
                .onFailure(failed -> all.lines().close());
    }

    private Future<Listed> probed(Look look, Listed.All all) {
        Optional<Listed.Failed> failed = failed(look);
        if (failed.isPresent()) {
            all.lines().close();
            return Future.succeededFuture(failed.get());
        }
        learn(look);
        return Future.succeededFuture(new Listed.All(all.lines(), basis.orElse(Basis.TAGS)));
    }

    /** Whether an answer tells what the registry can be listed by. One that has the API never answers 404 to it. */
    private boolean learn(Look look) {
        boolean tells = failed(look).isEmpty();
        if (tells) {
            basis = Optional.of(look instanceof Look.Lists ? Basis.REFERRERS_API : Basis.TAGS);
        }
        return tells;
    }

    private static Optional<Listed.Failed> failed(Look look) {
        if (look instanceof Look.Later later && later.reason() != LookFailure.BAD_ANSWER) {
            return Optional.of(new Listed.Failed(later.reason(), later.detail(), later.retryAfter()));
        }
        return Optional.empty(); // What answers with anything else than a list has no such API.
    }

    /** How many names it left out since it was made, because no grammar allows them. */
    public long refusedNames() {
        return refused.sum();
    }

    private Future<Listed> list(PageAddress first, String prefix) {
        SortedLines.Collector lines = new SortedLines.Collector(folder, bounds.inMemory());
        Paging paging = new Paging(vertx, registry, bounds, name -> lines.add(prefix + name));
        return paging.from(first)
                .compose(instead -> aside(() -> instead.orElseGet(() -> new Listed.All(lines.sorted(), Basis.TAGS))))
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
