package dev.backref.launcher.sweep;

import dev.backref.ingest.contract.Location;
import java.util.Optional;

/**
 * What is to be swept.
 *
 * @param repository the only one; absent for the whole registry
 */
public record SweepTarget(String registry, Optional<String> repository) {
    /**
     * Reads {@code registry} or {@code registry/repository}.
     *
     * @throws IllegalArgumentException quoting what is neither
     */
    public static SweepTarget parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 && Location.isRegistryName(text)) {
            return new SweepTarget(text, Optional.empty());
        }
        if (slash < 0) {
            throw new IllegalArgumentException("not a registry name: \"" + text + "\"");
        }
        Location location = Location.parse(text);
        return new SweepTarget(location.registry(), Optional.of(location.repository()));
    }

    @Override
    public String toString() {
        return repository.map(name -> registry + "/" + name).orElse(registry);
    }
}
