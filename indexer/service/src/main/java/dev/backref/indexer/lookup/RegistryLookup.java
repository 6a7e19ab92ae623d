package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.Completeness.OfRegistry;
import dev.backref.indexer.contract.RegistriesAnswer;
import dev.backref.indexer.contract.RegistryKnowledge;
import dev.backref.indexer.contract.RegistryKnowledge.Enumeration;
import dev.backref.indexer.contract.RegistryKnowledge.Locations;
import dev.backref.indexer.contract.RegistryKnowledge.Sweeping;
import dev.backref.indexer.contract.RegistryKnowledge.Unlisted;
import dev.backref.indexer.contract.RegistryKnowledge.Webhook;
import dev.backref.indexer.contract.RepositoriesAnswer;
import dev.backref.indexer.contract.RepositoriesQuery;
import dev.backref.indexer.contract.RepositoryKnowledge;
import dev.backref.indexer.contract.RepositoryKnowledge.Failing;
import dev.backref.indexer.contract.RepositoryKnowledge.Sweep;
import dev.backref.indexer.contract.RepositoryKnowledge.Swept;
import dev.backref.indexer.facts.SubjectFact.LocationState;
import dev.backref.indexer.facts.SweepState;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.subject.RegistryRow;
import dev.backref.indexer.subject.RegistryRow.Counts;
import dev.backref.indexer.subject.SubjectKeys;
import dev.backref.ingest.contract.Examination;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is known of registries and their repositories, from the states in one partition: all partitions have them. */
final class RegistryLookup {
    /** Repositories looked at for one page: a filter that lets few through ends a page early rather than late. */
    private static final int MOST_LOOKED_AT = 10_000;

    private final SubjectRows rows;
    private final Knowledge knowledge;
    private final Oldest oldest;

    RegistryLookup(SubjectRows rows) {
        this.rows = rows;
        this.knowledge = new Knowledge(rows.table());
        this.oldest = new Oldest(rows.table());
    }

    RegistriesAnswer registries() {
        List<RegistryKnowledge> registries = new ArrayList<>();
        rows.table().each(SubjectKeys.registries(), (key, value) -> {
            String name = key.behind(SubjectKeys.registries()).text();
            registries.add(registry(name, Json.read(value, RegistryRow.class)));
            return true;
        });
        return new RegistriesAnswer(rows.servedBy(), registries);
    }

    private RegistryKnowledge registry(String name, RegistryRow row) {
        OfRegistry known = knowledge.ofWhole(name, row);
        Counts counts = row.counts();
        return new RegistryKnowledge(
                name,
                known.state(),
                known.oldest(),
                known.reason(),
                known.basis(),
                known.limits(),
                row.history(),
                row.heard(),
                new Locations(
                        known.locations(),
                        known.complete(),
                        row.announcedSince().isPresent() ? counts.withheld() : counts.limited(),
                        counts.troubled(),
                        counts.failing()),
                row.enumeration()
                        .map(last -> new Enumeration(
                                last.at(),
                                last.locations(),
                                last.whole(),
                                last.basis(),
                                last.basis().limits(),
                                last.trouble(),
                                row.ended())),
                row.unlisted().map(each -> new Unlisted(each.since(), each.at(), each.reason(), each.detail())),
                Optional.of(new Sweeping(
                                counts.sweeping(), counts.found(), counts.done(), counts.tags(), counts.digests()))
                        .filter(going -> going.locations() > 0),
                row.swept(),
                row.webhooks().map(each -> new Webhook(each.since(), each.last(), each.silentAfter(), false)),
                oldest.broken(name, row),
                rows.table()
                        .get(SubjectKeys.examination(name))
                        .map(examination -> Json.read(examination, Examination.class)));
    }

    RepositoriesAnswer repositories(RepositoriesQuery query, Visibility visibility) {
        RegistryRow row = knowledge.registryOrNothing(query.registry());
        Page page = new Page(query, row, visibility);
        Optional<String> next = query.filter()
                .repository()
                .map(name -> only(page, new Location(query.registry(), name)))
                .orElseGet(() -> fill(page));
        return new RepositoriesAnswer(rows.servedBy(), page.found(), next);
    }

    /** What is being put together. */
    private record Page(
            RepositoriesQuery query, RegistryRow row, Visibility visibility, List<RepositoryKnowledge> found) {
        Page(RepositoriesQuery query, RegistryRow row, Visibility visibility) {
            this(query, row, visibility, new ArrayList<>());
        }
    }

    /** To a caller who may not see it, it looks as a location does of which nothing was told. */
    private Optional<String> only(Page page, Location location) {
        Optional<LocationState> state = page.visibility().of(location) ? knowledge.state(location) : Optional.empty();
        page.found().add(repository(location, page.row(), state));
        return Optional.empty();
    }

    /** Takes repositories until the page is full, and gives the cursor to go on with. */
    private Optional<String> fill(Page page) {
        RepositoriesQuery query = page.query();
        RowKey all = SubjectKeys.locations(query.registry());
        RowKey from = query.after().map(Cursor::repository).map(all::text).orElse(all);
        Walk walk = new Walk(this, page, all);
        rows.table().eachAfter(all, from, walk::take);
        return walk.next();
    }

    /** Goes through the repositories of a registry. */
    private static final class Walk {
        private final RegistryLookup lookup;
        private final Page page;
        private final RowKey all;
        private int lookedAt;
        private String last = "";
        private boolean more;

        Walk(RegistryLookup lookup, Page page, RowKey all) {
            this.lookup = lookup;
            this.page = page;
            this.all = all;
        }

        boolean take(RowKey key, byte[] value) {
            if (page.found().size() == page.query().limit() || lookedAt == MOST_LOOKED_AT) {
                more = true;
                return false;
            }
            last = key.behind(all).text();
            lookedAt++;
            Location location = new Location(page.query().registry(), last);
            LocationState state = Json.read(value, LocationState.class);
            if (isMeant(state) && page.visibility().of(location)) {
                page.found().add(lookup.repository(location, page.row(), Optional.of(state)));
            }
            return true;
        }

        private boolean isMeant(LocationState state) {
            return !page.query().filter().failing()
                    || state.sweeps().flatMap(SweepState::failing).isPresent();
        }

        Optional<String> next() {
            return Optional.of(last).filter(name -> more).map(Cursor::writeRepository);
        }
    }

    private RepositoryKnowledge repository(Location location, RegistryRow row, Optional<LocationState> state) {
        OfRegistry known = knowledge.ofLocation(location, row, state);
        Optional<SweepState> sweeps = state.flatMap(LocationState::sweeps);
        return new RepositoryKnowledge(
                location.repository(),
                known.state(),
                known.oldest(),
                known.reason(),
                known.basis(),
                known.limits(),
                state.flatMap(LocationState::unresolved),
                state.flatMap(Knowledge::rejected),
                state.flatMap(Knowledge::withheld),
                sweeps.flatMap(SweepState::sweeping)
                        .map(going ->
                                new Sweep(going.began(), going.found(), going.done(), going.tags(), going.digests())),
                sweeps.flatMap(SweepState::swept).map(swept -> new Swept(swept.at(), swept.basis())),
                sweeps.flatMap(SweepState::failing)
                        .map(each -> new Failing(
                                each.since(), each.at(), Optional.of(each.began()), each.reason(), each.detail())),
                sweeps.flatMap(SweepState::enlisted).map(SweepState.Enlisted::last),
                sweeps.flatMap(SweepState::gone));
    }
}
