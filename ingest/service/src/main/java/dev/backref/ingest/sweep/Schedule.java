package dev.backref.ingest.sweep;

import dev.backref.ingest.registry.SweepSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** When sweeps of a registry are due: by its interval, and because somebody asks. */
record Schedule(SweepSettings settings, RandomGenerator random) {
    /** Whether a pass over all repositories is to begin. */
    boolean isPassDue(SweepRow row, Instant now) {
        return Stream.concat(row.asked().stream(), duePass(row, now)).anyMatch(at -> !at.isAfter(now));
    }

    /** When the pass behind this one is due. Not all registries at the same time for ever. */
    Instant behind(SweepRow.Pass over) {
        Duration every = settings.every().orElse(Duration.ZERO);
        Duration spread = Duration.ofMillis(random.nextLong(every.toMillis() / 10 + 1));
        return over.began().plus(every).minus(spread);
    }

    /** The repository that is next among those to be swept beside the passes. */
    Optional<String> alone(SweepRow row, Instant now) {
        return row.alone().entrySet().stream()
                .filter(asked -> !asked.getValue().isAfter(now))
                .min(Map.Entry.<String, Instant>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey);
    }

    /**
     * When the next of all these is due, not before now.
     *
     * @param again when the repositories are to be listed again, where that failed
     */
    Optional<Instant> next(SweepRow row, Optional<Instant> again, Instant now) {
        return Stream.of(row.alone().values().stream(), row.asked().stream(), again.stream(), duePass(row, now))
                .flatMap(each -> each)
                .min(Instant::compareTo)
                .map(then -> then.isBefore(now) ? now : then);
    }

    private Stream<Instant> duePass(SweepRow row, Instant now) {
        return settings.every().isEmpty() ? Stream.empty() : Stream.of(row.due().orElse(now));
    }
}
