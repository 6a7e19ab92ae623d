package dev.backref.query.decisions;

import dev.backref.ingest.contract.Location;
import java.time.Instant;
import java.util.Optional;

/**
 * The image by which somebody named a subject.
 *
 * @param name as it was given
 * @param registry its name in the configuration
 * @param tag absent where the name has the digest
 * @param resolved when the registry said that the tag is the subject; absent where the name has the digest
 */
public record NamedImage(
        String name, String registry, String repository, Optional<String> tag, Optional<Instant> resolved) {
    /** One of which nobody has asked yet where its tag points. */
    public static NamedImage of(String name, Location location, Optional<String> tag) {
        return new NamedImage(name, location.registry(), location.repository(), tag, Optional.empty());
    }

    /** The same, of which the registry said then where its tag points. */
    public NamedImage resolved(Instant at) {
        return new NamedImage(name, registry, repository, tag, Optional.of(at));
    }
}
