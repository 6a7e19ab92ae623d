package dev.backref.ingest.sweep;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;

/** Counts how the listings of a registry ended, as {@code backref.sweep.listings}. */
public final class CountedLister implements Lister {
    private final Lister lister;
    private final MeterRegistry meters;
    private final String registry;

    /**
     * @param registry its configured name
     */
    public CountedLister(Lister lister, MeterRegistry meters, String registry) {
        this.lister = lister;
        this.meters = meters;
        this.registry = registry;
    }

    @Override
    public Future<Listed> repositories() {
        return counted(lister.repositories());
    }

    @Override
    public Future<Listed> sources(String repository) {
        return counted(lister.sources(repository));
    }

    private Future<Listed> counted(Future<Listed> listing) {
        return listing.onSuccess(
                listed -> meters.counter("backref.sweep.listings", "registry", registry, "outcome", outcome(listed))
                        .increment());
    }

    private static String outcome(Listed listed) {
        if (listed instanceof Listed.Failed failed) {
            return failed.reason().word();
        }
        return listed instanceof Listed.Gone ? "gone" : "whole";
    }
}
