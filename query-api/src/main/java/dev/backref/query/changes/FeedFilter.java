package dev.backref.query.changes;

import dev.backref.indexer.contract.ContentFilter;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.query.ContentParameters;
import dev.backref.query.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    private static final String REGISTRY = "registry";
    private static final String REPOSITORY = "repository";
    private static final String ARTIFACT_TYPE = "artifactType";
    private static final String SUBJECT = "subject";
    private static final int MARK = 16;

    FeedFilter {
        artifactTypes = Set.copyOf(artifactTypes);
    }

    /** The names of its parameters and others. */
    static Set<String> and(String... others) {
        return Stream.concat(
                        ContentParameters.and(others).stream(), Stream.of(REGISTRY, REPOSITORY, ARTIFACT_TYPE, SUBJECT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The one that a request has, behind no position.
     *
     * @param registries that are configured
     * @throws Parameters.Refused when it cannot be read
     */
    static FeedFilter read(Parameters parameters, Set<String> registries) {
        return new FeedFilter(
                parameters.one(REGISTRY, name -> Parameters.configuredRegistry(name, registries)),
                parameters.one(REPOSITORY, Parameters::repositoryName),
                parameters.artifactTypes(),
                ContentParameters.read(parameters),
                parameters.one(SUBJECT, Digest::parse),
                Optional.empty());
    }

    /** The same behind a position of the subject. */
    FeedFilter behind(Optional<Position> position) {
        return new FeedFilter(registry, repository, artifactTypes, content, subject, position);
    }

    /** The same for an index that is asked for edges; the subject stands beside it there. */
    SubjectQuery.Filter ofEdges() {
        return new SubjectQuery.Filter(artifactTypes, registry.map(Set::of).orElseGet(Set::of), repository, content);
    }

    /** A short text that is another for another filter, as good as certainly, and the same in every process. */
    String mark() {
        String text = String.join(
                "\n",
                registry.orElse(""),
                repository.orElse(""),
                new TreeSet<>(artifactTypes).toString(),
                content.toString(),
                subject.map(Digest::toString).orElse(""));
        return Digest.sha256(text.getBytes(StandardCharsets.UTF_8)).encoded().substring(0, MARK);
    }

    boolean passes(FeedEvent event) {
        return passes(event.facets());
    }

    /** The same of what an event says, or of an edge as one would say it. */
    boolean passes(FeedEvent.Facets facets) {
        Location location = facets.location();
        return registry.map(location.registry()::equals).orElse(true)
                && repository.map(location.repository()::equals).orElse(true)
                && (artifactTypes.isEmpty()
                        || facets.artifactType().filter(artifactTypes::contains).isPresent())
                && (lets(facets.content()) || facets.former().filter(this::lets).isPresent())
                && subject.map(facets.subject()::equals).orElse(true)
                && behind.map(position -> facets.position().offset() > position.offset())
                        .orElse(true);
    }

    private boolean lets(FeedEvent.Content told) {
        return content.letsKinds(told.kinds())
                && told.predicateTypes().map(content::letsPredicateTypes).orElse(true)
                && told.annotations().map(content::letsAnnotations).orElse(true);
    }
}
