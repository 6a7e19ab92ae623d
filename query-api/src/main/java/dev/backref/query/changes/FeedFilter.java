package dev.backref.query.changes;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Position;
import dev.backref.ingest.contract.Digest;
import java.util.Optional;
import java.util.Set;

/**
 * Which changes a reader wants; what is empty does not restrict.
 *
 * @param artifactTypes any of these
 * @param behind only changes that the index showed after this position of the subject
 */
record FeedFilter(
        Optional<String> registry,
        Optional<String> repository,
        Set<String> artifactTypes,
        Optional<Digest> subject,
        Optional<Position> behind) {
    FeedFilter {
        artifactTypes = Set.copyOf(artifactTypes);
    }

    boolean passes(FeedEvent event) {
        Change.Data data = event.change().data();
        return registry.map(data.location().registry()::equals).orElse(true)
                && repository.map(data.location().repository()::equals).orElse(true)
                && (artifactTypes.isEmpty()
                        || data.referrer()
                                .artifactType()
                                .filter(artifactTypes::contains)
                                .isPresent())
                && subject.map(event.change().subject()::equals).orElse(true)
                && behind.map(position -> data.position().offset() > position.offset())
                        .orElse(true);
    }
}
