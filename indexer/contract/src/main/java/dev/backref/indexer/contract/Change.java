package dev.backref.indexer.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An edge that appeared, disappeared or was learnt more about, at one location: a record of {@code changes}. It is a
 * CloudEvents 1.0 event in structured mode (json-format.md), written once by the index and passed on as it stands.
 *
 * @param id a function of what changed and of the record that caused it, so that a replay gives the same
 * @param source always {@value #SOURCE}
 * @param subject the subject's digest
 * @param time when the index learnt of it
 */
@JsonPropertyOrder({"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data"})
public record Change(String id, String source, Type type, Digest subject, Instant time, Data data) {
    /** The CloudEvents source of every change; {@code id} is unique within it. */
    public static final String SOURCE = "urn:backref:index";

    /** The content type of a change, in Kafka's header {@code content-type} and over HTTP. */
    public static final String CONTENT_TYPE = "application/cloudevents+json";

    /** The version of CloudEvents. */
    @JsonProperty
    public String specversion() {
        return "1.0";
    }

    /** The media type of {@code data}. */
    @JsonProperty
    public String datacontenttype() {
        return "application/json";
    }

    /** What happened to the edge. */
    public enum Type {
        /** It was not there, and is. */
        @JsonProperty("dev.backref.referrer.added.v1")
        ADDED,
        /** It was there, and is not. */
        @JsonProperty("dev.backref.referrer.removed.v1")
        REMOVED,
        /** A form or a kind of it was learnt, or lost, or a form lapsed, or a verifier posted what it found out about it. */
        @JsonProperty("dev.backref.referrer.updated.v1")
        UPDATED
    }

    /**
     * What the event says.
     *
     * @param referrer without its annotations when they are larger than {@value #LARGEST_ANNOTATIONS} bytes
     * @param omitted names what was left out of this event because it is too large
     * @param predicateTypes of the referrer's layers, as far as annotations tell them; absent where they are larger than
     *     {@value #LARGEST_PREDICATE_TYPES} bytes, and in events that were written before they were told
     * @param former what an updated edge was before, where that differs: whoever goes by kinds or predicate types hears of what he
     *     had and has no longer
     * @param forms how it is or was asserted
     * @param lapsed those of the forms that hold no longer, though nobody deleted the referrer
     * @param cause what made Backref look, at the root, or what was posted; in every change. What is told of an edge that did
     *     not change since causes are kept has none
     * @param observed the look that showed the change
     * @param indexed when the index learnt of it
     * @param alsoAt other locations that held the edge at that moment, in the order of their names, at most
     *     {@value #MOST_ALSO_AT}; of changes of every type. Only in the topic: the API answers {@code firstAnywhere} from
     *     it, which is that there is none among them that the reader may see.
     * @param created when it was made, by its own word; absent where it does not say
     * @param subjectMismatch whether the payload of a layer says that it is about another digest than the subject
     * @param verification always {@code not-checked}: a list of referrers is not a verdict, and Backref checks nothing itself
     * @param verifications the last that each verifier posted about it
     * @param position of the index after the change
     */
    @JsonPropertyOrder({
        "subject",
        "referrer",
        "omitted",
        "kinds",
        "predicateTypes",
        "former",
        "forms",
        "lapsed",
        "location",
        "cause",
        "observed",
        "indexed",
        "alsoAt",
        "created",
        "subjectMismatch",
        "verification",
        "verifications",
        "position"
    })
    public record Data(
            SubjectRef subject,
            Descriptor referrer,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> omitted,
            Set<Kind> kinds,
            Optional<Set<String>> predicateTypes,
            Optional<Former> former,
            Set<Form> forms,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Set<Form> lapsed,
            Location location,
            Optional<Cause> cause,
            Instant observed,
            Instant indexed,
            List<String> alsoAt,
            Optional<Created> created,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean subjectMismatch,
            String verification,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Verification> verifications,
            Position position) {
        /** Annotations above this many bytes of JSON are left out of an event. */
        public static final int LARGEST_ANNOTATIONS = 64 * 1024;

        /** Predicate types above this many bytes of JSON are left out of an event. */
        public static final int LARGEST_PREDICATE_TYPES = 64 * 1024;

        /** What {@link #omitted} calls the annotations of the referrer. */
        public static final String ANNOTATIONS = "referrer.annotations";

        /** What {@link #omitted} calls the predicate types. */
        public static final String PREDICATE_TYPES = "predicateTypes";

        /** More other locations than this are not listed. */
        public static final int MOST_ALSO_AT = 100;

        public Data {
            kinds = Kind.inOrder(kinds);
            predicateTypes = inOrder(predicateTypes);
            forms = Form.inOrder(forms);
            lapsed = Form.inOrder(lapsed);
            omitted = List.copyOf(omitted);
            alsoAt = List.copyOf(alsoAt);
            verifications = List.copyOf(verifications);
        }

        /** The same of a referrer that was taken for something else before. */
        public Data after(Optional<Former> before) {
            return new Data(
                    subject,
                    referrer,
                    omitted,
                    kinds,
                    predicateTypes,
                    before,
                    forms,
                    lapsed,
                    location,
                    cause,
                    observed,
                    indexed,
                    alsoAt,
                    created,
                    subjectMismatch,
                    verification,
                    verifications,
                    position);
        }
    }

    /**
     * What a referrer was taken for before.
     *
     * @param predicateTypes as in {@link Data}
     */
    public record Former(Set<Kind> kinds, Optional<Set<String>> predicateTypes) {
        public Former {
            kinds = Kind.inOrder(kinds);
            predicateTypes = inOrder(predicateTypes);
        }
    }

    private static Optional<Set<String>> inOrder(Optional<Set<String>> types) {
        return types.map(some -> Collections.unmodifiableSet(new TreeSet<>(some)));
    }

    /** The subject, as an object so that more can be said of it later. */
    public record SubjectRef(Digest digest) {}

    /** The event as JSON. */
    public byte[] toJson() {
        return Json.write(this);
    }

    /**
     * Reads {@link #toJson()}.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static Change read(byte[] json) {
        return Json.read(json, Change.class);
    }
}
