package dev.backref.indexer;

import java.util.Set;

/**
 * The partitions of subjects that a process can answer for.
 *
 * @param active that it works off
 * @param standby whose rows it follows closely enough
 */
public record Holdings(Set<Integer> active, Set<Integer> standby) {
    public Holdings {
        active = Set.copyOf(active);
        standby = Set.copyOf(standby);
    }
}
