package dev.backref.ingest.contract;

import java.time.Duration;
import java.time.Instant;

/**
 * Somebody asks that what refers to a subject at a location be looked at again, and waits for it. A look that has begun
 * before does not answer it.
 *
 * @param repository that holds the subject, or what refers to it
 * @param id of the request
 * @param at when it was made
 */
public record RefreshRequest(String registry, String repository, Digest subject, String id, Instant at)
        implements Request {
    /** After which nobody waits any longer: what was asked while nobody could read it is not worked off later. */
    public static final Duration OF_USE = Duration.ofMinutes(10);

    public RefreshRequest {
        Location unused = new Location(registry, repository); // Which says what is wrong.
    }

    public static RefreshRequest of(Location location, Digest subject, String id, Instant at) {
        return new RefreshRequest(location.registry(), location.repository(), subject, id, at);
    }

    /** Where is to be looked. */
    public Location location() {
        return new Location(registry, repository);
    }

    @Override
    public String key() {
        return registry + "/" + repository;
    }
}
