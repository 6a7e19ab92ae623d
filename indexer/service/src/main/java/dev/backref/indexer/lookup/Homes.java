package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.Completeness.Failing;
import dev.backref.indexer.contract.Completeness.OfRegistry;
import dev.backref.indexer.contract.Completeness.State;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.RegistryRow;
import dev.backref.indexer.subject.SubjectKeys;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known of the locations at which a subject itself is, as far as the caller may see them. Each costs a read, so
 * it looks at so many and no more.
 */
final class Homes {
    /** Homes that are summed up; beyond them the sum is never called complete. */
    static final int MOST = 1_000;

    private final Table rows;
    private final Knowledge knowledge;
    private final Visibility visibility;
    private final Map<String, List<Location>> byRegistry = new TreeMap<>();
    private int lookedAt;
    private boolean more;

    Homes(Table rows, Knowledge knowledge, Visibility visibility) {
        this.rows = rows;
        this.knowledge = knowledge;
        this.visibility = visibility;
    }

    Completeness of(Digest subject) {
        RowKey prefix = SubjectKeys.homes(subject);
        rows.each(prefix, (key, there) -> take(Location.parse(key.behind(prefix).text())));
        List<OfRegistry> registries = new ArrayList<>();
        byRegistry.forEach((name, locations) -> registries.add(ofRegistry(name, locations)));
        Completeness sum = Completeness.of(Completeness.HOMES, registries);
        if (registries.isEmpty()) {
            return sum.limited("no location is known that has the subject itself");
        }
        return more ? sum.limited("only the first " + MOST + " locations that have the subject were looked at") : sum;
    }

    private boolean take(Location home) {
        if (lookedAt == MOST) {
            more = true;
            return false;
        }
        lookedAt++;
        if (visibility.of(home)) {
            byRegistry
                    .computeIfAbsent(home.registry(), registry -> new ArrayList<>())
                    .add(home);
        }
        return true;
    }

    private OfRegistry ofRegistry(String name, List<Location> locations) {
        RegistryRow row = knowledge.registryOrNothing(name);
        List<OfRegistry> each = locations.stream()
                .map(location -> knowledge.ofLocation(location, row, knowledge.state(location)))
                .toList();
        State state = State.of(each.stream().map(OfRegistry::state).toList());
        OfRegistry first = each.get(0); // Basis and limits are the registry's.
        return new OfRegistry(
                name,
                state,
                first.basis(),
                each.size(),
                each.stream().mapToLong(OfRegistry::complete).sum(),
                each.stream().map(OfRegistry::oldest).flatMap(Optional::stream).min(Instant::compareTo),
                reason(locations, each),
                first.limits(),
                failing(each));
    }

    private static Optional<Failing> failing(List<OfRegistry> each) {
        List<Failing> all =
                each.stream().map(OfRegistry::failing).flatMap(Optional::stream).toList();
        return all.stream()
                .min(Comparator.comparing(Failing::since))
                .map(first -> new Failing(all.size(), first.since(), first.reason()));
    }

    /** Of the first that is not complete, with its name where there are several. */
    private static Optional<String> reason(List<Location> locations, List<OfRegistry> each) {
        for (int home = 0; home < each.size(); home++) {
            Optional<String> reason = each.get(home).reason();
            if (reason.isPresent()) {
                String name = locations.get(home).repository();
                return reason.map(words -> each.size() == 1 ? words : name + ": " + words);
            }
        }
        return Optional.empty();
    }
}
