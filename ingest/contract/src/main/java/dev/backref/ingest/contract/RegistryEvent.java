package dev.backref.ingest.contract;

import java.time.Instant;
import java.util.Optional;

/**
 * A reason to look at a source: value of {@code registry-events} (a webhook said so) and {@code wanted} (the index asks).
 * It says nothing about what is there: events come late, twice and out of order, so only a look tells.
 *
 * @param at when Backref received the report, or the index asked
 * @param reported when the sender says that it happened; data only, never a record's timestamp
 * @param expected the digest that a tag pointed to according to the report; a hint for how long to look
 * @param known whether the index has the manifest already and asks only whether it is still there, or has the tag and asks
 *     only where it points now
 */
public record RegistryEvent(
        Source source, Cause cause, Instant at, Optional<String> reported, Optional<Digest> expected, boolean known) {
    /** Before any question of the index. */
    public static final Instant NOT_ASKED = Instant.EPOCH;

    /** An event that a webhook brought. */
    public static RegistryEvent reported(
            Source source, Cause cause, Instant at, Optional<String> reported, Optional<Digest> expected) {
        return new RegistryEvent(source, cause, at, reported, expected, false);
    }

    /** An event that the index writes: nobody reported it. */
    public static RegistryEvent wanted(Source source, Cause cause, Instant at) {
        return new RegistryEvent(source, cause, at, Optional.empty(), Optional.empty(), false);
    }

    /** An event that the index writes to learn whether what it knows of a manifest or a tag still holds. */
    public static RegistryEvent doubted(Source source, Cause cause, Instant at) {
        return new RegistryEvent(source, cause, at, Optional.empty(), Optional.empty(), true);
    }

    /** When somebody asked; {@link #NOT_ASKED} where a webhook reported that it was pushed or deleted. */
    public Instant asked() {
        return cause.kind().reported() ? NOT_ASKED : at;
    }

    /** The same, asked at another time. */
    public RegistryEvent askedAt(Instant now) {
        return new RegistryEvent(source, cause, now, reported, expected, known);
    }
}
