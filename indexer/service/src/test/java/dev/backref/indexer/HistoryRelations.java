package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Relation;
import dev.backref.indexer.contract.Relation.Direction;
import dev.backref.ingest.contract.Digest;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The relations that the index must have in the end of a history, from either end. */
final class HistoryRelations {
    private HistoryRelations() {}

    static void hold(ObservedLocation location, FormHistory history) {
        for (Relation relation : Relation.values()) {
            Map<Digest, Set<Digest>> named = history.named(relation);
            for (Digest subject : history.subjects()) {
                assertThat(location.related(subject, relation, Direction.OUT))
                        .isEqualTo(named.getOrDefault(subject, Set.of()));
                Set<Digest> naming = location.related(subject, relation, Direction.IN);
                naming.removeAll(history.lists());
                assertThat(naming)
                        .isEqualTo(named.entrySet().stream()
                                .filter(each -> each.getValue().contains(subject))
                                .map(Map.Entry::getKey)
                                .collect(Collectors.toSet()));
            }
        }
    }
}
