package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.Completeness.Failing;
import dev.backref.indexer.contract.LocationKnowledge.Unresolved;
import dev.backref.indexer.contract.RegistryKnowledge.Broken;
import dev.backref.indexer.facts.Enumeration;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.RegistryRow;
import dev.backref.indexer.subject.SubjectKeys;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Of the locations of a registry those that stand first by time: each costs one read, however many there are. */
record Oldest(Table rows) {
    /**
     * Since when webhooks of a registry are known to be missing, and why; absent as long as none is, and where nobody said
     * that all is announced.
     */
    Optional<Broken> broken(String registry, RegistryRow row) {
        if (row.heardFromNothing().isEmpty()) {
            return Optional.empty();
        }
        RowKey prefix = SubjectKeys.unannounced(registry);
        Optional<Broken> found = row.counts().unannounced() == 0
                ? Optional.empty()
                : rows.first(
                        prefix,
                        (key, source) -> new Broken(
                                Instant.ofEpochMilli(key.behind(prefix).time()),
                                Broken.UNANNOUNCED,
                                new String(source, StandardCharsets.UTF_8)));
        Optional<Broken> lost = row.lost().map(each -> new Broken(each.at(), each.reason(), each.detail()));
        return Stream.concat(found.stream(), lost.stream()).min(Comparator.comparing(Broken::since));
    }

    /**
     * As of when all that was found is known: the sweep that began longest ago, or the last enumeration where that is older. What
     * was pushed since to a repository that nobody has heard of is in none of them.
     */
    Optional<Instant> known(String name, RegistryRow row) {
        Optional<Instant> enumerated = row.enumeration().map(Enumeration::at);
        return Stream.concat(sweep(name).stream(), enumerated.stream()).min(Instant::compareTo);
    }

    /** Those that cannot be swept, and why the first of them. */
    Optional<Failing> failing(String registry, RegistryRow row) {
        RowKey prefix = SubjectKeys.failing(registry);
        return row.counts().failing() == 0
                ? Optional.empty()
                : rows.first(
                        prefix,
                        (key, why) -> new Failing(
                                row.counts().failing(),
                                Instant.ofEpochMilli(key.behind(prefix).time()),
                                new String(why, StandardCharsets.UTF_8)));
    }

    private Optional<Instant> sweep(String registry) {
        RowKey prefix = SubjectKeys.swept(registry);
        return rows.first(
                prefix,
                (key, nothing) -> Instant.ofEpochMilli(key.behind(prefix).time()));
    }

    /** What could not be looked at, and is waited for longest. */
    Optional<Unresolved> trouble(String registry) {
        RowKey prefix = SubjectKeys.troubled(registry);
        return rows.first(
                prefix,
                (key, reason) -> new Unresolved(
                        Instant.ofEpochMilli(key.behind(prefix).time()), new String(reason, StandardCharsets.UTF_8)));
    }
}
