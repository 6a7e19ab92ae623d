package dev.backref.query.changes;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.ContentFilter;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RepositoryPattern;
import dev.backref.query.ContentParameters;
import dev.backref.query.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which changes a reader wants; what is empty does not restrict. What was left out of a change, because it is too large or
 * the change too old, restricts nothing either: a filter must not hide what may be meant. Nor does it hide that a referrer is no
 * longer what the reader took it for.
 *
 * @param artifactTypes any of these
 * @param content only of referrers that hold this
 * @param subjects any of these
 * @param behind only changes that the index showed after this position of the one subject
 */
record FeedFilter(
        Where where,
        Set<String> artifactTypes,
        ContentFilter content,
        Set<Digest> subjects,
        What what,
        Optional<Position> behind) {
    /** Subjects that one reader can name. */
    static final int MOST_SUBJECTS = 1_000;

    static final String SUBJECT = "subject";

    private static final String REGISTRY = "registry";
    private static final String REPOSITORY = "repository";
    private static final String ARTIFACT_TYPE = "artifactType";
    private static final String CHANGE = "change";
    private static final String FIRST = "first";
    private static final String ANYWHERE = "anywhere";

    /** Every one is compared with every change that is looked at. */
    private static final int MOST_REPOSITORIES = 32;

    private static final int MARK = 16;

    FeedFilter {
        artifactTypes = Set.copyOf(artifactTypes);
        subjects = Set.copyOf(subjects);
    }

    /**
     * At which locations.
     *
     * @param registries any of these
     * @param repositories of any of these names
     */
    record Where(Set<String> registries, Set<RepositoryPattern> repositories) {
        Where {
            registries = Set.copyOf(registries);
            repositories = Set.copyOf(repositories);
        }

        private boolean lets(Location location) {
            return (registries.isEmpty() || registries.contains(location.registry()))
                    && (repositories.isEmpty()
                            || repositories.stream().anyMatch(name -> name.matches(location.repository())));
        }
    }

    /**
     * What happened.
     *
     * @param types any of these
     * @param firstAnywhere only where the reader sees no other location that held the edge
     */
    record What(Set<Change.Type> types, boolean firstAnywhere) {
        What {
            types = Set.copyOf(types);
        }
    }

    /** The names of its parameters and others. */
    static Set<String> and(String... others) {
        return Stream.concat(
                        ContentParameters.and(others).stream(),
                        Stream.of(REGISTRY, REPOSITORY, ARTIFACT_TYPE, SUBJECT, CHANGE, FIRST))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The one that a request has, behind no position.
     *
     * @param registries that are configured
     * @throws Parameters.Refused when it cannot be read, or has too much
     */
    static FeedFilter read(Parameters parameters, Set<String> registries) {
        return new FeedFilter(
                new Where(
                        parameters.each(REGISTRY, name -> Parameters.configuredRegistry(name, registries)),
                        atMost(MOST_REPOSITORIES, REPOSITORY, parameters.each(REPOSITORY, RepositoryPattern::parse))),
                parameters.artifactTypes(),
                ContentParameters.read(parameters),
                subjects(parameters),
                new What(
                        parameters.each(CHANGE, FeedFilter::type),
                        parameters.one(FIRST, FeedFilter::first).isPresent()),
                Optional.empty());
    }

    /** Repeated, or with commas between them, which takes less of a request line. */
    private static Set<Digest> subjects(Parameters parameters) {
        Set<Digest> subjects = new LinkedHashSet<>();
        parameters
                .each(SUBJECT, text -> List.of(text.split(",", -1)))
                .forEach(some -> some.forEach(each -> subjects.add(Parameters.value(SUBJECT, each, Digest::parse))));
        return atMost(MOST_SUBJECTS, SUBJECT, subjects);
    }

    private static <T> Set<T> atMost(int most, String name, Set<T> values) {
        if (values.size() > most) {
            String number = Integer.toString(values.size());
            throw Parameters.refuse(name, number, "has " + number + " values, and may have " + most);
        }
        return values;
    }

    private static Change.Type type(String word) {
        for (Change.Type type : Change.Type.values()) {
            if (word(type).equals(word)) {
                return type;
            }
        }
        throw new IllegalArgumentException("is none of "
                + Stream.of(Change.Type.values()).map(FeedFilter::word).collect(Collectors.joining(", ")) + ": \""
                + word + "\"");
    }

    private static String word(Change.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private static String first(String word) {
        if (!word.equals(ANYWHERE)) {
            throw new IllegalArgumentException("can be " + ANYWHERE + " alone: \"" + word + "\"");
        }
        return word;
    }

    /** The one subject that is meant, where it is one. */
    Optional<Digest> subject() {
        return subjects.size() == 1 ? Optional.of(subjects.iterator().next()) : Optional.empty();
    }

    /** The same behind a position of the one subject. */
    FeedFilter behind(Optional<Position> position) {
        return new FeedFilter(where, artifactTypes, content, subjects, what, position);
    }

    /** The same for an index that is asked for edges, as far as that can tell; subjects stand beside it there. */
    SubjectQuery.Filter ofEdges() {
        Optional<String> repository = where.repositories().size() == 1
                ? where.repositories().iterator().next().name()
                : Optional.empty();
        return new SubjectQuery.Filter(artifactTypes, where.registries(), repository, content);
    }

    /** A short text that is another for another filter, as good as certainly, and the same in every process. */
    String mark() {
        String text = String.join(
                "\n",
                inOrder(where.registries()),
                inOrder(where.repositories()),
                artifactTypes.stream().sorted().toList().toString(),
                content.toString(),
                inOrder(subjects));
        // Nothing more where these do not restrict: who reads a snapshot while this becomes a newer version goes on.
        text += what.types().isEmpty() ? "" : "\n" + CHANGE + " " + inOrder(what.types());
        text += what.firstAnywhere() ? "\n" + FIRST : "";
        return Digest.sha256(text.getBytes(StandardCharsets.UTF_8)).encoded().substring(0, MARK);
    }

    private static String inOrder(Collection<?> values) {
        return values.stream().map(Object::toString).sorted().collect(Collectors.joining(","));
    }

    boolean passes(FeedEvent event) {
        return passes(event.facets());
    }

    /** The same of what an event says, or of an edge as one would say it; but for what the reader alone can tell. */
    boolean passes(FeedEvent.Facets facets) {
        return (subjects.isEmpty() || subjects.contains(facets.subject()))
                && (what.types().isEmpty() || what.types().contains(facets.type()))
                && where.lets(facets.location())
                && (artifactTypes.isEmpty()
                        || facets.artifactType().filter(artifactTypes::contains).isPresent())
                && (lets(facets.content()) || facets.former().filter(this::lets).isPresent())
                && behind.map(position -> facets.position().offset() > position.offset())
                        .orElse(true);
    }

    /** Whether an edge that is there can pass, told as the change that would add it. */
    boolean wantsAdded() {
        return what.types().isEmpty() || what.types().contains(Change.Type.ADDED);
    }

    /** Whether a change is wanted of which the reader sees that the edge was nowhere else, or that it was. */
    boolean wantsFirst(boolean isFirst) {
        return isFirst || !what.firstAnywhere();
    }

    private boolean lets(FeedEvent.Content told) {
        return content.letsKinds(told.kinds())
                && told.predicateTypes().map(content::letsPredicateTypes).orElse(true)
                && told.annotations().map(content::letsAnnotations).orElse(true);
    }
}
