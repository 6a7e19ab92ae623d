package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.examine.Examiner;
import dev.backref.ingest.registry.Registry;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.sweep.Lister;
import dev.backref.ingest.sweep.RegistrySweep;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The configured registries with their budgets: what stays while partitions come and go. */
final class Roster {
    private record Entry(ConfiguredRegistry registry, Budget budget) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Room room;

    /** @param mostPending sources at which something is left to do, of all registries together */
    Roster(Collection<ConfiguredRegistry> registries, int mostPending) {
        room = Room.of(mostPending, registries.size());
        for (ConfiguredRegistry registry : registries) {
            Budget budget = new Budget(registry.settings().access().budget(), registry.client());
            if (entries.put(registry.name(), new Entry(registry, budget)) != null) {
                throw new IllegalArgumentException("two registries are named \"" + registry.name() + "\"");
            }
        }
    }

    Set<String> names() {
        return Set.copyOf(entries.keySet());
    }

    Registry client(String name) {
        return entry(name).registry().client();
    }

    Lister lister(String name) {
        return entry(name).registry().lister();
    }

    Examiner examiner(String name) {
        return entry(name).registry().examiner();
    }

    Budget budget(String name) {
        return entry(name).budget();
    }

    /** Takes over the registries that lie on these partitions: work without anything in it. */
    Work work(KafkaCluster cluster, Set<Integer> partitions) {
        List<RegistryWork> owned = entries.values().stream()
                .filter(entry -> partitions.contains(cluster.partition(
                        IngestTopics.REGISTRY_EVENTS, entry.registry().name())))
                .map(this::work)
                .toList();
        return new Work(owned);
    }

    private RegistryWork work(Entry entry) {
        RegistrySettings settings = entry.registry().settings();
        entry.budget().takeOver();
        RandomGenerator random = RandomGenerator.getDefault();
        RegistrySweep sweep = new RegistrySweep(settings.name(), settings.announced(), settings.sweep(), random);
        return new RegistryWork(
                settings, entry.budget(), new Backlog(room), new SweepWork(settings.name(), sweep), random);
    }

    private Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException("no registry is configured as \"" + name + "\"");
        }
        return entry;
    }
}
