package dev.backref.ingest.registry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a registry is swept.
 *
 * @param every the time between the beginnings of two passes, about; absent where only those sweeps are made that
 *     somebody asks for
 * @param repositories which of those that are found
 * @param storage the folder that a registry of the kind {@code distribution} keeps everything in, where Backref can read
 *     that: it is listed instead of what the API names
 * @param api of the registry's own, that it is listed by besides
 */
public record SweepSettings(
        Optional<Duration> every, RepositoryFilter repositories, Optional<Path> storage, Optional<Api> api) {
    /** Only when somebody asks for it. */
    public static final SweepSettings ON_REQUEST =
            new SweepSettings(Optional.empty(), RepositoryFilter.ALL, Optional.empty());

    public static final SweepSettings DEFAULT =
            new SweepSettings(Optional.of(Duration.ofHours(24)), RepositoryFilter.ALL, Optional.empty());

    /** An API that only registries of one vendor have. */
    public enum Api {
        /** Harbor's, at {@code /api/v2.0}. */
        HARBOR
    }

    public SweepSettings {
        if (every.filter(time -> time.compareTo(Duration.ofSeconds(1)) < 0).isPresent()) {
            throw new IllegalArgumentException("too short a time between sweeps: \"" + every.get() + "\"");
        }
    }

    /** Without an API of the registry's own. */
    public SweepSettings(Optional<Duration> every, RepositoryFilter repositories, Optional<Path> storage) {
        this(every, repositories, storage, Optional.empty());
    }
}
