package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.Completeness.Failing;
import dev.backref.indexer.contract.Completeness.OfRegistry;
import dev.backref.indexer.contract.Completeness.State;
import dev.backref.indexer.contract.LocationKnowledge;
import dev.backref.indexer.contract.LocationKnowledge.Rejected;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.indexer.facts.Enumeration;
import dev.backref.indexer.facts.SubjectFact.LocationState;
import dev.backref.indexer.facts.SubjectFact.RejectedSource;
import dev.backref.indexer.facts.SweepState;
import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.RegistryRow;
import dev.backref.indexer.subject.RegistryRow.Counts;
import dev.backref.indexer.subject.SubjectKeys;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What answers rest on, read from the states that every partition holds. */
final class Knowledge {
    private final Table rows;
    private final Oldest oldest;

    Knowledge(Table rows) {
        this.rows = rows;
        this.oldest = new Oldest(rows);
    }

    /**
     * What is known of one location, also of one that nobody has ever pushed to.
     *
     * @param subject what the registry does not give out counts where it would tell of this
     */
    LocationKnowledge of(Location location, Digest subject) {
        Optional<LocationState> state = state(location);
        return new LocationKnowledge(
                registry(location.registry()).flatMap(row -> seen(row, state).or(row::heardFromNothing)),
                state.flatMap(LocationState::unresolved),
                state.flatMap(Knowledge::rejected).or(() -> withheld(location, subject)));
    }

    private Optional<Rejected> withheld(Location location, Digest subject) {
        return rows.get(SubjectKeys.withheld(subject, location))
                .map(row -> Json.read(row, RejectedSource.class))
                .map(source -> new Rejected(1, source.source(), source.reason()));
    }

    /** What the registry does not give out. */
    static Optional<Rejected> withheld(LocationState state) {
        return state.withheld()
                .map(some -> new Rejected(
                        some.sources(), some.example().source(), some.example().reason()));
    }

    /**
     * As of when everything that can be known of a location is: its last sweep began then, or it was not there yet when all
     * repositories were found, or everything there was announced since.
     */
    private static Optional<Instant> seen(RegistryRow row, Optional<LocationState> state) {
        return state.flatMap(LocationState::sweeps)
                .flatMap(SweepState::swept)
                .map(SweepState.Swept::at)
                .or(row::announcedSince)
                .or(() -> row.covered().filter(at -> isYounger(state, at)));
    }

    private static boolean isYounger(Optional<LocationState> state, Instant enumeration) {
        return state.flatMap(LocationState::sweeps)
                .flatMap(SweepState::enlisted)
                .map(enlisted -> enlisted.first().isAfter(enumeration))
                .orElse(true);
    }

    /** A state from before the rejected were named names the location as a whole. */
    static Optional<Rejected> rejected(LocationState state) {
        RejectedSource example = state.example()
                .orElseGet(() -> new RejectedSource(new Source.Repository(state.location()), "rejected"));
        return state.rejected() == 0
                ? Optional.empty()
                : Optional.of(new Rejected(state.rejected(), example.source(), example.reason()));
    }

    /** What is known of the locations that the answer to a query speaks for. */
    Completeness of(SubjectQuery query, Visibility visibility) {
        Filter filter = query.filter();
        return switch (query.scope()) {
            case FILTERED -> of(filter, visibility);
            case HOMES -> new Homes(rows, this, visibility).of(query.subject());
            case REGISTRIES -> of(new Filter(Set.of(), filter.registries(), Optional.empty()), visibility);
            case ALL -> of(Filter.NONE, visibility);
        };
    }

    /** What is known of all locations. */
    Completeness ofAll(Visibility visibility) {
        return of(Filter.NONE, visibility);
    }

    private Completeness of(Filter filter, Visibility visibility) {
        List<OfRegistry> registries = new ArrayList<>();
        registries(filter)
                .forEach((name, row) -> registries.add(filter.repository()
                        .map(repository -> new Location(name, repository))
                        .map(location -> ofLocation(location, row, visible(location, visibility)))
                        .orElseGet(() -> ofWhole(name, row))));
        return Completeness.of(scope(filter), registries);
    }

    /** Those that a filter names, also where nothing was heard of them; otherwise all of which something was. */
    private Map<String, RegistryRow> registries(Filter filter) {
        Map<String, RegistryRow> registries = new TreeMap<>();
        if (filter.registries().isEmpty()) {
            rows.each(SubjectKeys.registries(), (key, value) -> {
                registries.put(key.behind(SubjectKeys.registries()).text(), Json.read(value, RegistryRow.class));
                return true;
            });
        }
        filter.registries().forEach(name -> registries.put(name, registryOrNothing(name)));
        return registries;
    }

    /** To a caller who may not see it, it looks as a location does of which nothing was told. */
    private Optional<LocationState> visible(Location location, Visibility visibility) {
        return visibility.of(location) ? state(location) : Optional.empty();
    }

    /** What is known of all locations of a registry. */
    OfRegistry ofWhole(String name, RegistryRow row) {
        long locations = row.locations();
        long complete = row.announcedSince().isPresent()
                ? row.counts().all() - row.counts().troubled() - row.counts().withheld()
                : row.counts().whole();
        boolean all = row.announcedSince().isPresent() || row.isEnumerated();
        boolean some =
                complete > 0 || row.counts().limited() > 0 || row.covered().isPresent() || isHeardOfAll(row);
        // A registry that was empty and has been heard from is complete though nothing was pushed to it yet.
        State state = all && complete == locations ? State.COMPLETE : some ? State.PARTIAL : State.UNKNOWN;
        Optional<Instant> asOf = row.announcedSince().or(() -> oldest.known(name, row));
        Optional<Failing> failing = oldest.failing(name, row);
        return new OfRegistry(
                name,
                state,
                basis(row),
                locations,
                complete,
                asOf.filter(time -> state != State.UNKNOWN),
                reasons(name, row)
                        .of(row.counts(), oldest.trouble(name).map(Reasons::inWords), failing.map(Reasons::inWords))
                        .filter(words -> state != State.COMPLETE),
                limits(row),
                failing);
    }

    /** What is known of one of them alone. */
    OfRegistry ofLocation(Location location, RegistryRow row, Optional<LocationState> known) {
        Counts counts = known.map(Counts::alone).orElse(Counts.UNTOLD);
        Optional<Instant> seen = seen(row, known);
        boolean swept = counts.whole() + counts.limited() > 0;
        // Before its first sweep a location is known no better than behind it.
        boolean listed = swept ? counts.whole() > 0 : basis(row).limits().isEmpty();
        boolean whole =
                counts.withheld() == 0 && (listed || row.announcedSince().isPresent());
        boolean some = seen.isPresent() || isHeardOfAll(row);
        State state = !some || counts.troubled() > 0
                ? State.UNKNOWN
                : seen.isPresent() && whole ? State.COMPLETE : State.PARTIAL;
        return new OfRegistry(
                location.registry(),
                state,
                basis(row, known),
                1,
                state == State.COMPLETE ? 1 : 0,
                seen.filter(time -> state != State.UNKNOWN),
                reasons(location.registry(), row)
                        .of(
                                counts,
                                known.flatMap(LocationState::unresolved).map(Reasons::inWords),
                                known.flatMap(Reasons::ofLocation).or(() -> seen.map(time -> Reasons.LIMITED)))
                        .filter(words -> state != State.COMPLETE),
                swept && row.enumeration().isEmpty() ? List.of() : limits(row),
                known.flatMap(LocationState::sweeps)
                        .flatMap(SweepState::failing)
                        .map(last -> new Failing(1, last.since(), last.inWords())));
    }

    /** Where everything was announced, nothing rests on listings. */
    private static Basis basis(RegistryRow row) {
        return row.announcedSince().isPresent()
                ? Basis.EVENTS
                : row.enumeration().map(Enumeration::basis).orElse(Basis.EVENTS);
    }

    /** One that was swept by itself, where nothing tells of all repositories, rests on that sweep and not on events. */
    private static Basis basis(RegistryRow row, Optional<LocationState> location) {
        Optional<Basis> swept =
                row.announcedSince().isPresent() || row.enumeration().isPresent()
                        ? Optional.empty()
                        : location.flatMap(LocationState::sweeps)
                                .flatMap(SweepState::swept)
                                .map(SweepState.Swept::basis);
        return swept.orElseGet(() -> basis(row));
    }

    private static List<String> limits(RegistryRow row) {
        return row.announcedSince().isPresent()
                ? List.of()
                : row.enumeration()
                        .map(Enumeration::basis)
                        .or(() -> row.heardFromNothing().map(since -> Basis.EVENTS))
                        .map(Basis::limits)
                        .orElse(List.of());
    }

    /** What was announced since it was empty is something, also where it is not all. */
    private static boolean isHeardOfAll(RegistryRow row) {
        return row.heardFromNothing().isPresent();
    }

    private Reasons reasons(String registry, RegistryRow row) {
        return new Reasons(row, oldest.broken(registry, row));
    }

    private static String scope(Filter filter) {
        String registries = filter.registries().stream().sorted().collect(Collectors.joining(","));
        if (filter.repository().isEmpty()) {
            return registries.isEmpty() ? Completeness.ALL : registries;
        }
        return (registries.isEmpty() ? Completeness.ANY_REGISTRY : registries + "/")
                + filter.repository().get();
    }

    private Optional<RegistryRow> registry(String name) {
        return rows.get(SubjectKeys.registry(name)).map(row -> Json.read(row, RegistryRow.class));
    }

    /** The row of a registry; an empty one where nothing was heard of it. */
    RegistryRow registryOrNothing(String name) {
        return registry(name).orElse(RegistryRow.NOTHING);
    }

    /** What was told of a location. */
    Optional<LocationState> state(Location location) {
        return rows.get(SubjectKeys.location(location)).map(row -> Json.read(row, LocationState.class));
    }
}
