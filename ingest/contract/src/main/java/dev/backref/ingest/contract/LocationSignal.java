package dev.backref.ingest.contract;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What ingest knows of a location or a registry beside what it found there: a record of {@code location-signals}, as
 * JSON.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "signal")
@JsonSubTypes({
    @JsonSubTypes.Type(value = LocationSignal.Unresolved.class, name = "unresolved"),
    @JsonSubTypes.Type(value = LocationSignal.Resolved.class, name = "resolved"),
    @JsonSubTypes.Type(value = LocationSignal.Rejected.class, name = "rejected"),
    @JsonSubTypes.Type(value = LocationSignal.Confirmed.class, name = "confirmed"),
    @JsonSubTypes.Type(value = LocationSignal.ListedReferrers.class, name = "listed-referrers"),
    @JsonSubTypes.Type(value = LocationSignal.Asked.class, name = "asked"),
    @JsonSubTypes.Type(value = LocationSignal.Unanswered.class, name = "unanswered"),
    @JsonSubTypes.Type(value = LocationSignal.Listing.class, name = "listing"),
    @JsonSubTypes.Type(value = LocationSignal.SweepFailed.class, name = "sweep-failed"),
    @JsonSubTypes.Type(value = LocationSignal.HeldUp.class, name = "held-up"),
    @JsonSubTypes.Type(value = LocationSignal.Enlisted.class, name = "enlisted"),
    @JsonSubTypes.Type(value = LocationSignal.Registry.class, name = "registry"),
    @JsonSubTypes.Type(value = LocationSignal.Webhooks.class, name = "webhooks"),
    @JsonSubTypes.Type(value = LocationSignal.EventsLost.class, name = "events-lost"),
    @JsonSubTypes.Type(value = LocationSignal.SignalsLost.class, name = "signals-lost"),
    @JsonSubTypes.Type(value = LocationSignal.Examined.class, name = "examined"),
    @JsonSubTypes.Type(value = LocationSignal.Enumerated.class, name = "enumerated"),
    @JsonSubTypes.Type(value = LocationSignal.EnumerationFailed.class, name = "enumeration-failed")
})
public sealed interface LocationSignal {
    /** The location that it is about, or the registry's name. */
    @JsonIgnore
    String key();

    /** What is told of one source. */
    sealed interface OfSource extends LocationSignal {
        Source source();

        @Override
        default String key() {
            return source().location().toString();
        }
    }

    /** The end of a look at a source. */
    sealed interface Answer extends OfSource {
        /**
         * The time of the newest question of the index that it answers: a look answers what was asked before it began.
         * {@link RegistryEvent#NOT_ASKED} where there was none, absent where that is not known and all is answered.
         */
        Optional<Instant> answers();
    }

    /** What is told of one location. */
    sealed interface OfLocation extends LocationSignal {
        Location location();

        @Override
        default String key() {
            return location().toString();
        }
    }

    /** What is told of one registry. */
    sealed interface OfRegistry extends LocationSignal {
        String name();

        @Override
        default String key() {
            return name();
        }
    }

    /**
     * A source could not be looked at, and is tried again. It always ends with {@link Resolved} or {@link Rejected} of the
     * same source: those stand in the same partition behind it, which an observation would not.
     *
     * @param reason a word that metrics can count
     * @param since the first attempt that failed
     * @param at the attempt that this tells of
     */
    record Unresolved(Source source, String reason, String detail, Instant since, Instant at) implements OfSource {}

    /** A source of which {@link Unresolved} told has been looked at, and its observation is written. */
    record Resolved(Source source, Instant at) implements OfSource {}

    /** What stands at a source can never be taken, however often it is asked for; the dead letters say why. */
    record Rejected(Source source, String reason, String detail, Instant at, Optional<Instant> answers)
            implements Answer {}

    /** A source that the index knows, and asked about, stands there as before. */
    record Confirmed(Source source, Instant at, Optional<Instant> answers) implements Answer {}

    /**
     * Somebody asks what refers to a subject there now: a {@link RefreshRequest}.
     *
     * @param request its id
     * @param at when ingest took it: what began before is no answer
     * @param listed whether the location is swept for it as well, because its registry lists what no look at the subject leads to
     */
    record Asked(Location location, Digest subject, String request, Instant at, boolean listed) implements OfLocation {
        public Asked(Location location, Digest subject, String request, Instant at) {
            this(location, subject, request, at, false);
        }
    }

    /**
     * A source that somebody asked about again could not be looked at. What was known of it holds as before.
     *
     * @param reason a word that metrics can count
     * @param triedAgain whether it is, because not only he waits for it; otherwise the question has come to its end
     */
    record Unanswered(
            Source source, String reason, String detail, boolean triedAgain, Instant at, Optional<Instant> answers)
            implements Answer {}

    /**
     * Some of what the registry's own referrers API lists for a subject that the index asked about.
     *
     * @param source a {@link Source.Referrers}
     * @param why the cause of the question
     * @param last whether nothing more follows
     */
    record ListedReferrers(
            Source source, List<Digest> referrers, Cause why, boolean last, Instant at, Optional<Instant> answers)
            implements Answer {
        /** How many digests one signal has at most: each may be five records of the index, all in one transaction. */
        public static final int MOST = 200;

        public ListedReferrers {
            referrers = List.copyOf(referrers);
        }
    }

    /**
     * A piece of what a sweep listed at a location. The pieces of a sweep follow one another without gaps, in the order of
     * the UTF-8 bytes of the names; only within them does it mean something that a name is missing.
     *
     * @param sweep of which it is a piece
     * @param number of the piece, from 0 on: with the first, a sweep begins
     * @param after the last name that the piece before covers; empty for the first
     * @param upTo the last name that this one covers; absent in the last piece, which covers all that is left
     */
    record Listing(
            Location location,
            Sweep sweep,
            long number,
            String after,
            Optional<String> upTo,
            List<ListedSource> sources)
            implements OfLocation {
        /** How many sources a piece has at most: each may be three records of the index, all in one transaction. */
        public static final int MOST_SOURCES = 300;

        public Listing {
            sources = List.copyOf(sources);
        }
    }

    /**
     * One pass over a location.
     *
     * @param id the cause of the looks that it leads to
     * @param began before anything was listed: what it shows is not older
     * @param basis what its listing covers
     * @param fromNothing whether the registry was empty when Backref began to listen ({@link RegistryHistory#NONE}), so that
     *     webhooks should have told of all that is listed; signals from before that was said lack it
     */
    record Sweep(String id, Instant began, Basis basis, boolean fromNothing) {
        /** Of a registry whose past nobody knows. */
        public Sweep(String id, Instant began, Basis basis) {
            this(id, began, basis, false);
        }
    }

    /**
     * A location could not be listed, and is tried again with the next sweep at the latest.
     *
     * @param reason a word that metrics can count; {@link #NOT_FOUND} when the registry knows no such repository
     */
    record SweepFailed(Location location, Sweep sweep, String reason, String detail, Instant at) implements OfLocation {
        public static final String NOT_FOUND = "not-found";
    }

    /**
     * A look has told nothing so often that whoever waits for a sweep that waits for it has to know why. It is told whoever
     * asked for the look, because a sweep can want the source since; it is tried again, and the sweep goes on.
     *
     * @param reason a word that metrics can count
     */
    record HeldUp(Source source, String reason, String detail, Instant at) implements OfSource {}

    /**
     * The location is one of those that an enumeration of its registry found.
     *
     * @param enumeration when that began
     */
    record Enlisted(Location location, Instant enumeration) implements OfLocation {}

    /**
     * All repositories of a registry that Backref can learn of have been found, or could not be.
     *
     * @param at when the enumeration began
     * @param locations how many were {@link Enlisted}
     * @param whole whether these are all that the registry has, rather than those that were configured or heard of
     * @param basis on which they are swept
     * @param trouble why the registry itself did not enumerate them
     */
    record Enumerated(String name, Instant at, long locations, boolean whole, Basis basis, Optional<String> trouble)
            implements OfRegistry {}

    /**
     * A registry could not tell which repositories it has, and is asked again. The last enumeration holds as of its time, and
     * what is known of the registry is swept. The next {@link Enumerated} ends it.
     *
     * @param reason a word that metrics can count
     * @param since the first attempt in a row that failed
     * @param at when the one began that this tells of
     */
    record EnumerationFailed(String name, String reason, String detail, Instant since, Instant at)
            implements OfRegistry {}

    /**
     * A registry is configured so.
     *
     * @param heard when the first webhook of it was worked off; absent as long as there was none
     */
    record Registry(String name, RegistryHistory history, Optional<Instant> heard) implements OfRegistry {}

    /**
     * A registry's webhooks are listened for. Told once in a while, not with each of them.
     *
     * @param since when Backref began to listen
     * @param last when the last one came that was taken; absent as long as there was none
     * @param silentAfter seconds without one after which the registry counts as silent; absent where it never does
     */
    record Webhooks(String name, Instant since, Optional<Instant> last, Optional<Long> silentAfter)
            implements OfRegistry {}

    /**
     * Webhooks of a registry came and will never be worked off. Which sources they named, nobody knows.
     *
     * @param reason a word that metrics can count, as in the dead letter
     */
    record EventsLost(String name, String reason, String detail, Instant at) implements OfRegistry {}

    /**
     * Signals, or facts that the index had told itself, were deleted before it had read them, or may have been. Of which
     * registries and locations they told nobody knows, so the index itself tells it, in each partition, for all registries.
     *
     * @param at when that was seen
     */
    record SignalsLost(String detail, Instant at) implements LocationSignal {
        /** No registry has this name. */
        @Override
        public String key() {
            return "all";
        }

        /** The records to write, one for each of so many partitions. */
        public List<ProducerRecord<String, byte[]>> toRecords(String prefix, int partitions) {
            String topic = IngestTopics.LOCATION_SIGNALS.in(prefix);
            return IntStream.range(0, partitions)
                    .mapToObj(partition -> new ProducerRecord<>(topic, partition, key(), Json.write(this)))
                    .toList();
        }
    }

    /** It was looked at how a registry behaves. */
    record Examined(String name, Examination examination) implements OfRegistry {}

    /** The record to write, in the right partition of so many. */
    default ProducerRecord<String, byte[]> toRecord(String prefix, int partitions) {
        Topic topic = IngestTopics.LOCATION_SIGNALS;
        return new ProducerRecord<>(topic.in(prefix), topic.partition(key(), partitions), key(), Json.write(this));
    }

    /**
     * Reads a record's value.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    static LocationSignal read(byte[] value) {
        return Json.read(value, LocationSignal.class);
    }
}
