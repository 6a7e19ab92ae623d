package dev.backref.indexer.contract.remote;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.util.Optional;
import java.util.Set;

/** A query on its way to another process: what {@link Ask} says of the caller and the deadline goes with the batch. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "lookup")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Lookup.AtLocation.class, name = "location"),
    @JsonSubTypes.Type(value = Lookup.OfSubject.class, name = "subject")
})
public sealed interface Lookup {
    /** Decides which partition is asked. */
    Digest subject();

    /** What the answer must not be older than. */
    Optional<Position> atLeast();

    /** A {@link LocationQuery}. */
    record AtLocation(
            Location location,
            Digest subject,
            Set<String> artifactTypes,
            Optional<String> after,
            int maxBytes,
            Optional<Position> atLeast)
            implements Lookup {
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
            Digest subject, SubjectQuery.Filter filter, Optional<String> after, int limit, Optional<Position> atLeast)
            implements Lookup {
        public static OfSubject of(SubjectQuery query) {
            return new OfSubject(
                    query.subject(),
                    query.filter(),
                    query.after(),
                    query.limit(),
                    query.ask().atLeast());
        }

        public SubjectQuery query(Ask ask) {
            return new SubjectQuery(subject, filter, after, limit, ask);
        }
    }
}
