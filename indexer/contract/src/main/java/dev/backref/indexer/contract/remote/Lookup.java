package dev.backref.indexer.contract.remote;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.ChecksQuery;
import dev.backref.indexer.contract.EdgesAnswer;
import dev.backref.indexer.contract.EdgesQuery;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.PlacesQuery;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.RegistryIndex;
import dev.backref.indexer.contract.Relation;
import dev.backref.indexer.contract.RelationsQuery;
import dev.backref.indexer.contract.RepositoriesQuery;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Topic;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A query on its way to another process: what {@link Ask} says of the caller and the deadline goes with the batch. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "lookup")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Lookup.AtLocation.class, name = "location"),
    @JsonSubTypes.Type(value = Lookup.OfSubject.class, name = "subject"),
    @JsonSubTypes.Type(value = Lookup.OfRelations.class, name = "relations"),
    @JsonSubTypes.Type(value = Lookup.OfPlaces.class, name = "places"),
    @JsonSubTypes.Type(value = Lookup.OfChecks.class, name = "checks"),
    @JsonSubTypes.Type(value = Lookup.OfEdges.class, name = "edges"),
    @JsonSubTypes.Type(value = Lookup.OfRegistries.class, name = "registries"),
    @JsonSubTypes.Type(value = Lookup.OfRepositories.class, name = "repositories")
})
public sealed interface Lookup {
    /** The partition of subjects, of so many, that is asked; absent where each can answer. */
    OptionalInt partition(int partitions);

    /** What the answer must not be older than. */
    Optional<Position> atLeast();

    /** One about a subject: the owner of its partition knows. */
    sealed interface AboutSubject extends Lookup {
        Digest subject();

        @Override
        default OptionalInt partition(int partitions) {
            return OptionalInt.of(Topic.partitionOf(subject().toString(), partitions));
        }
    }

    /** A {@link LocationQuery}. */
    record AtLocation(
            Location location,
            Digest subject,
            Set<String> artifactTypes,
            Optional<String> after,
            int maxBytes,
            Optional<Position> atLeast)
            implements AboutSubject {
        public static AtLocation of(LocationQuery query) {
            return new AtLocation(
                    query.location(),
                    query.subject(),
                    query.artifactTypes(),
                    query.after(),
                    query.maxBytes(),
                    query.ask().atLeast());
        }

        public LocationQuery query(Ask ask) {
            return new LocationQuery(location, subject, artifactTypes, after, maxBytes, ask);
        }
    }

    /** A {@link SubjectQuery}. */
    record OfSubject(
            Digest subject,
            SubjectQuery.Filter filter,
            SubjectQuery.Scope scope,
            Optional<String> after,
            int limit,
            Optional<Position> atLeast)
            implements AboutSubject {
        public static OfSubject of(SubjectQuery query) {
            return new OfSubject(
                    query.subject(),
                    query.filter(),
                    query.scope(),
                    query.after(),
                    query.limit(),
                    query.ask().atLeast());
        }

        public SubjectQuery query(Ask ask) {
            return new SubjectQuery(subject, filter, scope, after, limit, ask);
        }
    }

    /** A {@link RelationsQuery}. */
    record OfRelations(
            Digest subject,
            Relation relation,
            Relation.Direction direction,
            Optional<String> after,
            int limit,
            Optional<Position> atLeast)
            implements AboutSubject {
        public static OfRelations of(RelationsQuery query) {
            return new OfRelations(
                    query.subject(),
                    query.relation(),
                    query.direction(),
                    query.after(),
                    query.limit(),
                    query.ask().atLeast());
        }

        public RelationsQuery query(Ask ask) {
            return new RelationsQuery(subject, relation, direction, after, limit, ask);
        }
    }

    /** A {@link PlacesQuery}. */
    record OfPlaces(Digest subject, SubjectQuery.Filter filter, int limit, Optional<Position> atLeast)
            implements AboutSubject {
        public static OfPlaces of(PlacesQuery query) {
            return new OfPlaces(
                    query.subject(), query.filter(), query.limit(), query.ask().atLeast());
        }

        public PlacesQuery query(Ask ask) {
            return new PlacesQuery(subject, filter, limit, ask);
        }
    }

    /** A {@link ChecksQuery}. */
    record OfChecks(Digest subject, List<ChecksQuery.Requested> requests, Optional<Position> atLeast)
            implements AboutSubject {
        public OfChecks {
            requests = List.copyOf(requests);
        }

        public static OfChecks of(ChecksQuery query) {
            return new OfChecks(query.subject(), query.requests(), query.ask().atLeast());
        }

        public ChecksQuery query(Ask ask) {
            return new ChecksQuery(subject, requests, ask);
        }
    }

    /**
     * An {@link EdgesQuery}.
     *
     * @param number of the partition
     */
    record OfEdges(
            int number,
            Optional<Digest> subject,
            SubjectQuery.Filter filter,
            Optional<EdgesAnswer.Place> after,
            int maxBytes,
            Optional<Position> atLeast)
            implements Lookup {
        public static OfEdges of(EdgesQuery query) {
            return new OfEdges(
                    query.partition(),
                    query.subject(),
                    query.filter(),
                    query.after(),
                    query.maxBytes(),
                    query.ask().atLeast());
        }

        @Override
        public OptionalInt partition(int partitions) {
            return OptionalInt.of(number);
        }

        public EdgesQuery query(Ask ask) {
            return new EdgesQuery(number, subject, filter, after, maxBytes, ask);
        }
    }

    /** What {@link RegistryIndex#registries} asks. */
    record OfRegistries(Optional<Position> atLeast) implements Lookup {
        @Override
        public OptionalInt partition(int partitions) {
            return OptionalInt.empty();
        }
    }

    /** A {@link RepositoriesQuery}. */
    record OfRepositories(
            String registry,
            RepositoriesQuery.Filter filter,
            Optional<String> after,
            int limit,
            Optional<Position> atLeast)
            implements Lookup {
        public static OfRepositories of(RepositoriesQuery query) {
            return new OfRepositories(
                    query.registry(),
                    query.filter(),
                    query.after(),
                    query.limit(),
                    query.ask().atLeast());
        }

        @Override
        public OptionalInt partition(int partitions) {
            return OptionalInt.empty();
        }

        public RepositoriesQuery query(Ask ask) {
            return new RepositoriesQuery(registry, filter, after, limit, ask);
        }
    }
}
