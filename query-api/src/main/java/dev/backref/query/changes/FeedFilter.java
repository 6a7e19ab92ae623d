package dev.backref.query.changes;

import dev.backref.indexer.contract.Position;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
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
        FeedEvent.Facets facets = event.facets();
        Location location = facets.location();
        return registry.map(location.registry()::equals).orElse(true)
                && repository.map(location.repository()::equals).orElse(true)
                && (artifactTypes.isEmpty()
                        || facets.artifactType().filter(artifactTypes::contains).isPresent())
                && subject.map(facets.subject()::equals).orElse(true)
                && behind.map(position -> facets.position() > position.offset()).orElse(true);
    }
}
