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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists by the API that all registries have: all tags of a repository (distribution-spec §Listing Tags), all repositories by
 * the catalogue; and by one of the registry's own besides, where it has one. What the grammar refuses is left out and
 * counted: registries hold names of older grammars, and no request could ask for what they name.
 */
public final class ApiLister implements Lister {
    private static final Logger LOG = LoggerFactory.getLogger(ApiLister.class);

    private final Vertx vertx;
    private final RegistryListing registry;
    private final Function<String, Future<Look>> referrers;
    private final Path folder;
    private final Bounds bounds;
    private final Optional<? extends OwnApi> own;
    private final LongAdder refused = new LongAdder();
    private final AtomicBoolean told = new AtomicBoolean();
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

    /** Where what a listing brings is kept, and how much of it. */
    record Place(Path folder, Bounds bounds) {}

    /**
     * Deletes what a killed process left in the folder, and blocks for it.
     *
     * @param referrers looks at the referrers of any subject in a repository: whether there is such a list at all
     * @param folder for listings that do not fit into memory; nobody else's
     * @param own that only this registry has
     */
    public ApiLister(
            Vertx vertx,
            RegistryListing registry,
            Function<String, Future<Look>> referrers,
            Path folder,
            Optional<? extends OwnApi> own) {
        this(vertx, registry, referrers, new Place(folder, Bounds.DEFAULT), own);
    }

    ApiLister(
            Vertx vertx,
            RegistryListing registry,
            Function<String, Future<Look>> referrers,
            Place place,
            Optional<? extends OwnApi> own) {
        this.vertx = vertx;
        this.registry = registry;
        this.referrers = referrers;
        this.folder = place.folder();
        this.bounds = place.bounds();
        this.own = own;
        SortedLines.deleteLeftovers(folder);
    }

    /**
     * Asks anew what the registry lets itself be listed by: it can have been replaced by a newer one. Where its first
     * repository does not tell, each is asked in its turn: one that is broken must not hide the others.
     */
    @Override
    public Future<Listed> repositories() {
        basis = Optional.empty();
        told.set(false);
        return list(List.of(new Part(PageAddress.catalogue(), "", false)))
                .compose(this::orVisible)
                .compose(listed -> listed instanceof Listed.All all
                        ? probe(all).map(probed -> new Listed.All(all.lines(), basis.orElse(Basis.TAGS), all.hiding()))
                        : Future.succeededFuture(listed));
    }

    /** Where the catalogue is not for this account, those that it may see: there can be others. */
    private Future<Listed> orVisible(Listed catalogue) {
        if (own.isEmpty() || !(catalogue instanceof Listed.Gone || isRefused(catalogue))) {
            return Future.succeededFuture(catalogue);
        }
        String hiding = "only repositories that the account may see are listed, because the catalogue cannot be had"
                + (catalogue instanceof Listed.Failed failed ? ": " + failed.detail() : "");
        return list(List.of(new Part(own.get().repositories(), "", false)))
                .map(visible -> visible instanceof Listed.All all
                        ? new Listed.All(all.lines(), all.basis(), Optional.of(hiding))
                        : isRefused(visible) || visible instanceof Listed.Gone ? catalogue : visible);
    }

    private static boolean isRefused(Listed listed) {
        return listed instanceof Listed.Failed failed && failed.reason() == LookFailure.UNAUTHORIZED;
    }

    /** A repository that is gone since it was listed tells nothing of the registry; the next one is asked in its turn. */
    private Future<Boolean> probe(Listed.All repositories) {
        return repositories.lines().after("", 1).stream()
                .findFirst()
                .map(repository -> referrers.apply(repository).map(look -> !(look instanceof Look.Gone) && learn(look)))
                .orElseGet(() -> Future.succeededFuture(false));
    }

    @Override
    public Future<Listed> sources(String repository) {
        List<Part> parts = new ArrayList<>(List.of(new Part(PageAddress.tags(repository), ":", false)));
        own.flatMap(api -> api.sources(repository)).ifPresent(first -> parts.add(new Part(first, "", true)));
        return list(parts)
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

    /**
     * Whether an answer tells what the registry can be listed by. One that has the API never answers 404 to it. That it is
     * forbidden is said of one repository, and of others perhaps not.
     */
    private boolean learn(Look look) {
        tell(look);
        boolean forbidden = look instanceof Look.Doubtful doubtful && doubtful.reason() == LookFailure.UNAUTHORIZED;
        boolean tells = failed(look).isEmpty() && !forbidden;
        if (tells) {
            basis = Optional.of(look instanceof Look.Lists ? Basis.REFERRERS_API : Basis.TAGS);
        }
        return tells;
    }

    /** Once in an enumeration: it is the same for all, or for many. */
    private void tell(Look look) {
        if (look instanceof Look.Doubtful refused && told.compareAndSet(false, true)) {
            LOG.atWarn()
                    .log("the referrers API refuses, so what it would list is not looked for: {}", refused.detail());
        }
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

    /**
     * One of several listings that are listed together.
     *
     * @param prefix of its names in a line
     * @param dispensable whether it can be done without where it is refused
     */
    private record Part(PageAddress first, String prefix, boolean dispensable) {}

    private Future<Listed> list(List<Part> parts) {
        SortedLines.Collector lines = new SortedLines.Collector(folder, bounds.inMemory());
        Future<Optional<Listed>> taken = Future.succeededFuture(Optional.empty());
        for (Part part : parts) {
            taken = taken.compose(instead -> instead.isPresent() ? Future.succeededFuture(instead) : take(part, lines));
        }
        return taken.compose(instead ->
                        aside(() -> instead.orElseGet(() -> new Listed.All(lines.sorted(), Basis.TAGS))))
                .eventually(() -> aside(() -> {
                    lines.close();
                    return true;
                }));
    }

    /** Empty when all of it was taken, or can be done without. */
    private Future<Optional<Listed>> take(Part part, SortedLines.Collector lines) {
        Paging paging = new Paging(vertx, registry, bounds, name -> lines.add(part.prefix() + name));
        return paging.from(part.first())
                .map(instead -> instead.filter(other -> !canDoWithout(part, other)))
                .onComplete(ended -> refused.add(paging.refused()));
    }

    private boolean canDoWithout(Part part, Listed instead) {
        boolean without = part.dispensable() && (instead instanceof Listed.Gone || isRefused(instead));
        if (without) {
            String why = instead instanceof Listed.Failed failed ? failed.detail() : part.first() + " is not there";
            own.ifPresent(api -> api.refused(why));
        }
        return without;
    }

    private <T> Future<T> aside(Callable<T> blocking) {
        return vertx.executeBlocking(blocking, false);
    }
}
