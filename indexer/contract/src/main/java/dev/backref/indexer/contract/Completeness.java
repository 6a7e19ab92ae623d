package dev.backref.indexer.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.backref.ingest.contract.Basis;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** What is known of some registries, together. */
    public static Completeness of(String scope, List<OfRegistry> registries) {
        Optional<Instant> oldest = registries.stream()
                .map(OfRegistry::oldest)
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
        State state = State.of(registries.stream().map(OfRegistry::state).toList());
        return new Completeness(scope, state, oldest, Optional.empty(), registries);
    }

    /**
     * The same of the registries that are configured, where it speaks for all. Without those of which nothing was told yet it
     * would be called complete until ingest comes to say that they are there; with those that are configured no more it would never
     * be complete again.
     *
     * @param names of the registries that are configured
     */
    public Completeness ofConfigured(Set<String> names) {
        if (!scope.equals(ALL) && !scope.startsWith(ANY_REGISTRY)) {
            return this;
        }
        Map<String, OfRegistry> told = registries.stream().collect(Collectors.toMap(OfRegistry::name, each -> each));
        List<OfRegistry> configured = names.stream()
                .sorted()
                .map(name -> Optional.ofNullable(told.get(name)).orElseGet(() -> OfRegistry.untold(name)))
                .toList();
        Completeness sum = of(scope, configured);
        return reason.map(sum::limited).orElse(sum);
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
