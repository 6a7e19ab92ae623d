package dev.backref.indexer.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an answer rests on, summed up over the locations that it speaks for.
 *
 * @param scope the locations summed up: {@code all}, {@code <registry>} or {@code <registry>/<repository>}
 * @param oldest the oldest time as of which a complete location of the scope is complete
 */
public record Completeness(String scope, State state, Optional<Instant> oldest, List<OfRegistry> registries) {
    public Completeness {
        registries = List.copyOf(registries);
    }

    /** How much of a scope is known. */
    public enum State {
        /** Everything. */
        @JsonProperty("complete")
        COMPLETE,
        /** Some of it. */
        @JsonProperty("partial")
        PARTIAL,
        /** Nothing that an absence could be read from. */
        @JsonProperty("unknown")
        UNKNOWN;

        /** The state of a scope in which so many of so many are complete. */
        public static State of(long complete, long all) {
            if (complete == 0) {
                return UNKNOWN;
            }
            return complete == all ? COMPLETE : PARTIAL;
        }
    }

    /** What a registry lets Backref enumerate. */
    public enum Basis {
        /** Nothing: what is known was announced by its webhooks. */
        @JsonProperty("events")
        EVENTS
    }

    /**
     * One registry's part.
     *
     * @param locations that are known of it
     * @param complete of these
     * @param oldest the oldest time as of which one of its complete locations is complete
     * @param reason why it is not complete; absent when it is
     */
    public record OfRegistry(
            String name,
            State state,
            Basis basis,
            long locations,
            long complete,
            Optional<Instant> oldest,
            Optional<String> reason) {}
}
