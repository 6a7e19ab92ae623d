package dev.backref.query.changes;

import dev.backref.indexer.contract.ContentFilter;
import dev.backref.indexer.contract.Position;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.util.Optional;
import java.util.Set;

/**
 * Which changes a reader wants; what is empty does not restrict. What was left out of a change, because it is too large or
 * the change too old, restricts nothing either: a filter must not hide what may be meant. Nor does it hide that a referrer is no
 * longer what the reader took it for.
 *
 * @param artifactTypes any of these
 * @param content only of referrers that hold this
 * @param behind only changes that the index showed after this position of the subject
 */
record FeedFilter(
        Optional<String> registry,
        Optional<String> repository,
        Set<String> artifactTypes,
        ContentFilter content,
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
                && (lets(facets.content()) || facets.former().filter(this::lets).isPresent())
                && subject.map(facets.subject()::equals).orElse(true)
                && behind.map(position -> facets.position() > position.offset()).orElse(true);
    }

    private boolean lets(FeedEvent.Content told) {
        return content.letsKinds(told.kinds())
                && told.predicateTypes().map(content::letsPredicateTypes).orElse(true)
                && told.annotations().map(content::letsAnnotations).orElse(true);
    }
}
