package dev.backref.indexer.contract.remote;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.backref.indexer.contract.ChecksAnswer;
import dev.backref.indexer.contract.EdgesAnswer;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.PlacesAnswer;
import dev.backref.indexer.contract.RegistriesAnswer;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.indexer.contract.RepositoriesAnswer;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.ingest.contract.Json;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The answer to one lookup of a {@link LookupBatch}: a line of JSON, written as soon as it is known, in any order.
 *
 * @param number of the lookup in the batch, from 0
 * @param location the answer to {@link Lookup.AtLocation}
 * @param subject the answer to {@link Lookup.OfSubject}
 * @param relations the answer to {@link Lookup.OfRelations}
 * @param places the answer to {@link Lookup.OfPlaces}
 * @param checks the answer to {@link Lookup.OfChecks}
 * @param edges the answer to {@link Lookup.OfEdges}
 * @param registries the answer to {@link Lookup.OfRegistries}
 * @param repositories the answer to {@link Lookup.OfRepositories}
 * @param failure why there is none
 */
public record LookupReply(
        int number,
        Optional<LocationAnswer> location,
        Optional<SubjectAnswer> subject,
        Optional<RelationsAnswer> relations,
        Optional<PlacesAnswer> places,
        Optional<ChecksAnswer> checks,
        Optional<EdgesAnswer> edges,
        Optional<RegistriesAnswer> registries,
        Optional<RepositoriesAnswer> repositories,
        Optional<Failure> failure) {
    /** The content type of the whole answer, a reply a line. */
    public static final String CONTENT_TYPE = "application/x-ndjson";

    public LookupReply {
        long given = Stream.of(location, subject, relations, places, checks, edges, registries, repositories, failure)
                .filter(Optional::isPresent)
                .count();
        if (given != 1) {
            throw new IllegalArgumentException("a reply has one answer or a failure");
        }
    }

    public static LookupReply of(int number, LocationAnswer answer) {
        return reply(number, answer);
    }

    public static LookupReply of(int number, SubjectAnswer answer) {
        return reply(number, answer);
    }

    public static LookupReply of(int number, RelationsAnswer answer) {
        return reply(number, answer);
    }

    public static LookupReply of(int number, PlacesAnswer answer) {
        return reply(number, answer);
    }

    public static LookupReply of(int number, ChecksAnswer answer) {
        return reply(number, answer);
    }

    public static LookupReply of(int number, EdgesAnswer answer) {
        return reply(number, answer);
    }

    public static LookupReply of(int number, RegistriesAnswer answer) {
        return reply(number, answer);
    }

    public static LookupReply of(int number, RepositoriesAnswer answer) {
        return reply(number, answer);
    }

    public static LookupReply of(int number, Failure failure) {
        return reply(number, failure);
    }

    /** What is given is in the field of its type. */
    private static LookupReply reply(int number, Object given) {
        return new LookupReply(
                number,
                as(LocationAnswer.class, given),
                as(SubjectAnswer.class, given),
                as(RelationsAnswer.class, given),
                as(PlacesAnswer.class, given),
                as(ChecksAnswer.class, given),
                as(EdgesAnswer.class, given),
                as(RegistriesAnswer.class, given),
                as(RepositoriesAnswer.class, given),
                as(Failure.class, given));
    }

    private static <T> Optional<T> as(Class<T> type, Object given) {
        return Optional.of(given).filter(type::isInstance).map(type::cast);
    }

    /**
     * Why there is no answer.
     *
     * @param retryMillis when asking again makes sense; of no meaning for a lookup that is invalid
     */
    public record Failure(Kind kind, String reason, long retryMillis) {
        /** What the sender can do about it. */
        public enum Kind {
            /** Ask another process, or again later. */
            @JsonProperty("unavailable")
            UNAVAILABLE,
            /** Ask again later: no other process can answer either. */
            @JsonProperty("unavailable-everywhere")
            UNAVAILABLE_EVERYWHERE,
            /** Nothing: a cursor or a position is not this index's. */
            @JsonProperty("invalid")
            INVALID
        }

        public static Failure unavailable(String reason, Duration retryAfter) {
            return new Failure(Kind.UNAVAILABLE, reason, retryAfter.toMillis());
        }

        /** As an index tells it that cannot answer. */
        public static Failure of(IndexUnavailable unavailable) {
            Kind kind = unavailable.isEverywhere() ? Kind.UNAVAILABLE_EVERYWHERE : Kind.UNAVAILABLE;
            return new Failure(
                    kind, unavailable.reason(), unavailable.retryAfter().toMillis());
        }

        public static Failure invalid(String reason) {
            return new Failure(Kind.INVALID, reason, 0);
        }
    }

    public byte[] toJson() {
        return Json.write(this);
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static LookupReply read(byte[] json) {
        return Json.read(json, LookupReply.class);
    }
}
