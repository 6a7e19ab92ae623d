package dev.backref.indexer.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.backref.ingest.contract.Basis;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an answer rests on, summed up over the locations that it speaks for.
 *
 * @param scope the locations summed up: {@code all}, {@code homes}, {@code <registry>}, several with commas between
 *     them, or {@code <registry>/<repository>}
 * @param oldest the oldest time as of which a complete location of the scope is complete
 * @param reason why no more can be said of the scope as a whole, beside what its registries say
 */
public record Completeness(
        String scope, State state, Optional<Instant> oldest, Optional<String> reason, List<OfRegistry> registries) {
    /** The scope of all that is known. */
    public static final String ALL = "all";

    /** The beginning of a scope that is one repository, in whatever registry. */
    public static final String ANY_REGISTRY = "*/";

    /** The scope of the locations at which the subject itself is. */
    public static final String HOMES = "homes";

    public Completeness {
        registries = List.copyOf(registries);
    }

    /** The same where it cannot be all, and why: what is complete by itself is called partial. */
    public Completeness limited(String why) {
        State most = state == State.COMPLETE ? State.PARTIAL : state;
        return new Completeness(
                scope,
                most,
                oldest,
                Optional.of(reason.map(first -> first + "; " + why).orElse(why)),
                registries);
    }

    /**
     * The same with registries that are configured and of which nothing was told yet, where it speaks for all: without them it
     * would be called complete as long as ingest has not come to say that they are there.
     */
    public Completeness withConfigured(Set<String> names) {
        Set<String> told = registries.stream().map(OfRegistry::name).collect(Collectors.toSet());
        boolean all = scope.equals(ALL) || scope.startsWith(ANY_REGISTRY);
        List<OfRegistry> untold = names.stream()
                .filter(name -> all && !told.contains(name))
                .map(OfRegistry::untold)
                .toList();
        return untold.isEmpty()
                ? this
                : new Completeness(
                        scope,
                        state == State.COMPLETE ? State.PARTIAL : state,
                        oldest,
                        reason,
                        Stream.concat(registries.stream(), untold.stream())
                                .sorted(Comparator.comparing(OfRegistry::name))
                                .toList());
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

        /** The state of a scope by those of its parts: complete where each is, unknown where none is even in part. */
        public static State of(List<State> parts) {
            if (parts.stream().allMatch(each -> each == UNKNOWN)) {
                return UNKNOWN;
            }
            return parts.stream().allMatch(each -> each == COMPLETE) ? COMPLETE : PARTIAL;
        }
    }

    /**
     * One registry's part.
     *
     * @param locations that are known of it
     * @param complete of these
     * @param oldest the oldest time as of which one of its complete locations is complete
     * @param reason why it is not complete; absent when it is
     * @param limits what the registry does not let Backref enumerate, where knowledge rests on listings
     * @param failing of these locations, those whose last sweep could not go on, also where what is known is complete: it
     *     gets no newer; absent where there is none
     */
    public record OfRegistry(
            String name,
            State state,
            Basis basis,
            long locations,
            long complete,
            Optional<Instant> oldest,
            Optional<String> reason,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> limits,
            Optional<Failing> failing) {
        public OfRegistry {
            limits = List.copyOf(limits);
        }

        private static OfRegistry untold(String name) {
            return new OfRegistry(
                    name,
                    State.UNKNOWN,
                    Basis.EVENTS,
                    0,
                    0,
                    Optional.empty(),
                    Optional.of("nothing has been told of it yet"),
                    List.of(),
                    Optional.empty());
        }
    }

    /**
     * Locations that cannot be swept.
     *
     * @param locations how many
     * @param since when the one that has failed for longest
     * @param reason why that one does, for people
     */
    public record Failing(long locations, Instant since, String reason) {}
}
