package dev.backref.query.changes;

import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.query.Callers;
import java.util.Set;

/**
 * What the feed must know beside its topic.
 *
 * @param registries the names of those that are configured
 * @param index tells how far it has come
 * @param callers tells who reads
 */
public record Known(Set<String> registries, SubjectIndex index, Callers callers) {
    public Known {
        registries = Set.copyOf(registries);
    }
}
