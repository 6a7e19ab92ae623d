package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.Completeness.Basis;
import dev.backref.indexer.contract.Completeness.OfRegistry;
import dev.backref.indexer.contract.Completeness.State;
import dev.backref.indexer.contract.LocationKnowledge;
import dev.backref.indexer.contract.LocationKnowledge.Rejected;
import dev.backref.indexer.contract.LocationKnowledge.Unresolved;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.indexer.facts.SubjectFact.LocationState;
import dev.backref.indexer.facts.SubjectFact.RejectedSource;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.RegistryRow;
import dev.backref.indexer.subject.SubjectKeys;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What answers rest on, read from the states that every partition holds. */
final class Knowledge {
    private final Table rows;

    Knowledge(Table rows) {
        this.rows = rows;
    }

    /** What is known of one location, also of one that nobody has ever pushed to. */
    LocationKnowledge of(Location location) {
        Optional<Instant> complete = registry(location.registry()).flatMap(RegistryRow::announcedSince);
        Optional<LocationState> state = state(location);
        return new LocationKnowledge(
                complete, state.flatMap(LocationState::unresolved), state.flatMap(Knowledge::rejected));
    }

    /** A state from before the rejected were named names the location as a whole. */
    private static Optional<Rejected> rejected(LocationState state) {
        RejectedSource example = state.example()
                .orElseGet(() -> new RejectedSource(new Source.Repository(state.location()), "rejected"));
        return state.rejected() == 0
                ? Optional.empty()
                : Optional.of(new Rejected(state.rejected(), example.source(), example.reason()));
    }

    /** What is known of the locations that a filter lets through. */
    Completeness of(Filter filter) {
        List<OfRegistry> registries = new ArrayList<>();
        rows.each(SubjectKeys.registries(), (key, value) -> {
            String name = key.behind(SubjectKeys.registries()).text();
            if (filter.registry().map(name::equals).orElse(true)) {
                registries.add(ofRegistry(name, Json.read(value, RegistryRow.class), filter));
            }
            return true;
        });
        Optional<Instant> oldest = registries.stream()
                .map(OfRegistry::oldest)
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
        return new Completeness(scope(filter), sum(registries), oldest, registries);
    }

    private OfRegistry ofRegistry(String name, RegistryRow row, Filter filter) {
        return filter.repository()
                .map(repository -> ofLocation(name, row, new Location(name, repository)))
                .orElseGet(() -> ofWhole(name, row));
    }

    private OfRegistry ofWhole(String name, RegistryRow row) {
        Optional<Instant> since = row.announcedSince();
        long complete = since.isPresent() ? row.locations() - row.troubled() : 0;
        // A registry that was empty and has been heard from is complete though nothing was pushed to it yet.
        State state = since.isPresent() && row.troubled() == 0 ? State.COMPLETE : State.of(complete, row.locations());
        Optional<Instant> oldest = state == State.UNKNOWN ? Optional.empty() : since;
        return new OfRegistry(
                name,
                state,
                Basis.EVENTS,
                row.locations(),
                complete,
                oldest,
                reason(row, oldestTrouble(name).map(Knowledge::inWords), Optional.empty()));
    }

    private OfRegistry ofLocation(String name, RegistryRow row, Location location) {
        Optional<LocationState> known = state(location);
        Optional<Instant> since = row.announcedSince();
        boolean troubled = known.filter(LocationState::isTroubled).isPresent();
        boolean complete = since.isPresent() && !troubled;
        RegistryRow alone = new RegistryRow(row.history(), row.heard(), 1, troubled ? 1 : 0);
        return new OfRegistry(
                name,
                complete ? State.COMPLETE : State.UNKNOWN,
                Basis.EVENTS,
                1,
                complete ? 1 : 0,
                complete ? since : Optional.empty(),
                reason(
                        alone,
                        known.flatMap(LocationState::unresolved).map(Knowledge::inWords),
                        known.flatMap(Knowledge::rejected).map(Knowledge::inWords)));
    }

    private static Optional<String> reason(RegistryRow row, Optional<String> unresolved, Optional<String> rejected) {
        if (row.history() == RegistryHistory.UNKNOWN) {
            return Optional.of("what it held before Backref began to listen is unknown");
        }
        if (row.heard().isEmpty()) {
            return Optional.of("no push or delete of it has been looked at yet");
        }
        if (row.troubled() == 0) {
            return Optional.empty();
        }
        return unresolved.or(() -> rejected).or(() -> Optional.of("something there was rejected"));
    }

    private static String inWords(Unresolved unresolved) {
        return "unresolved since " + unresolved.since() + ": " + unresolved.reason();
    }

    private static String inWords(Rejected rejected) {
        return "rejected, " + rejected.reason() + ": " + rejected.source();
    }

    private Optional<Unresolved> oldestTrouble(String registry) {
        RowKey prefix = SubjectKeys.troubled(registry);
        return rows.first(
                prefix,
                (key, reason) -> new Unresolved(
                        Instant.ofEpochMilli(key.behind(prefix).time()), new String(reason, StandardCharsets.UTF_8)));
    }

    /** Complete where every registry is, unknown where none is even in part. */
    private static State sum(List<OfRegistry> registries) {
        if (registries.stream().allMatch(each -> each.state() == State.UNKNOWN)) {
            return State.UNKNOWN;
        }
        return registries.stream().allMatch(each -> each.state() == State.COMPLETE) ? State.COMPLETE : State.PARTIAL;
    }

    private static String scope(Filter filter) {
        if (filter.repository().isEmpty()) {
            return filter.registry().orElse("all");
        }
        return filter.registry().orElse("*") + "/" + filter.repository().get();
    }

    private Optional<RegistryRow> registry(String name) {
        return rows.get(SubjectKeys.registry(name)).map(row -> Json.read(row, RegistryRow.class));
    }

    private Optional<LocationState> state(Location location) {
        return rows.get(SubjectKeys.location(location)).map(row -> Json.read(row, LocationState.class));
    }
}
