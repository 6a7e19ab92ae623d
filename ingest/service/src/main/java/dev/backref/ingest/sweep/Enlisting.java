package dev.backref.ingest.sweep;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.LocationSignal.Enlisted;
import dev.backref.ingest.contract.LocationSignal.Enumerated;
import dev.backref.ingest.registry.RepositoryFilter;
import dev.backref.ingest.sweep.SweepRow.Pass;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells which repositories a pass has found, a piece at a time. */
final class Enlisting implements AutoCloseable {
    private static final int AT_ONCE = 100;

    private final Repositories repositories;
    private Registry registry;
    private boolean over;
    private String reached = "";
    private long told;

    /**
     * What is told of the registry as a whole.
     *
     * @param began when the enumeration did
     */
    private record Registry(String name, Instant began, boolean whole, Basis basis, Optional<String> trouble) {
        Registry on(Basis now) {
            return new Registry(name, began, whole, now, trouble);
        }
    }

    /**
     * @param over whether all was told before, by whoever owned the registry then
     */
    private Enlisting(Repositories repositories, Registry registry, boolean over) {
        this.repositories = repositories;
        this.registry = registry;
        this.over = over;
    }

    /** What is known of a registry beside what it told of its repositories. */
    record Known(String registry, Collection<String> repositories, RepositoryFilter filter) {}

    /** Of what the registry answered when it was asked for its repositories. */
    static Enlisting of(Listed answer, Known known, Basis basis, Pass pass) {
        Optional<SortedLines> lines = Optional.empty();
        Optional<String> trouble = Optional.of("the registry has no catalogue");
        if (answer instanceof Listed.All all) {
            lines = Optional.of(all.lines());
            trouble = all.hiding();
        } else if (answer instanceof Listed.Failed failed) {
            trouble = Optional.of(failed.reason().word() + ": " + failed.detail());
        }
        boolean whole = trouble.isEmpty() && known.filter().isAll();
        return new Enlisting(
                new Repositories(lines, known.repositories(), known.filter()),
                new Registry(known.registry(), pass.began(), whole, basis, trouble),
                pass.announced());
    }

    boolean isOver() {
        return over;
    }

    /** The repository behind this. */
    Optional<String> after(String repository) {
        return repositories.after(repository, 1).stream().findFirst();
    }

    /** Whether the registry itself lists this repository, the last that was given by {@link #after}. */
    boolean lists(String repository) {
        return repositories.lists(repository);
    }

    void step(Consumer<LocationSignal> out) {
        List<String> some = repositories.after(reached, AT_ONCE);
        for (String repository : some) {
            out.accept(new Enlisted(new Location(registry.name(), repository), registry.began()));
            reached = repository;
            told++;
        }
        if (some.size() < AT_ONCE) {
            over = true;
            tell(out);
        }
    }

    /**
     * The listing of a repository has shown what the registry lets itself be listed by, which its catalogue did not: it can
     * have none. What was told before is told again with that.
     */
    void rests(Basis now, Consumer<LocationSignal> out) {
        boolean isNews = now != registry.basis();
        registry = registry.on(now);
        if (isNews && over && told > 0) { // Else it is told with all of them.
            tell(out);
        }
    }

    private void tell(Consumer<LocationSignal> out) {
        out.accept(new Enumerated(
                registry.name(), registry.began(), told, registry.whole(), registry.basis(), registry.trouble()));
    }

    @Override
    public void close() {
        repositories.close();
    }
}
