package dev.backref.indexer.facts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.backref.indexer.contract.LocationKnowledge;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Examination;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that the index at a location learnt, or that a verifier posted: a record of {@code subject-facts}, as JSON. Each
 * tells a whole state, so that a repeated or a skipped one does no harm. Facts about a subject lie in its partition, states
 * in all of them.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "fact")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SubjectFact.Edge.class, name = "edge"),
    @JsonSubTypes.Type(value = SubjectFact.Presence.class, name = "presence"),
    @JsonSubTypes.Type(value = SubjectFact.LocationState.class, name = "location"),
    @JsonSubTypes.Type(value = SubjectFact.RegistryState.class, name = "registry"),
    @JsonSubTypes.Type(value = SubjectFact.Withheld.class, name = "withheld"),
    @JsonSubTypes.Type(value = Checked.class, name = "checked"),
    @JsonSubTypes.Type(value = Related.class, name = "related"),
    @JsonSubTypes.Type(value = Verified.class, name = "verification")
})
public sealed interface SubjectFact
        permits SubjectFact.Edge,
                SubjectFact.Presence,
                SubjectFact.LocationState,
                SubjectFact.RegistryState,
                SubjectFact.Withheld,
                Checked,
                Related,
                Verified {
    /** The record's key: the type, and the subject, location or registry. */
    @JsonIgnore
    String key();

    /** Gives this fact to the method of its type. */
    void tell(Listener listener);

    /** Takes facts by their type. */
    interface Listener {
        void edge(Edge edge);

        void presence(Presence presence);

        void location(LocationState state);

        void registry(RegistryState state);

        void withheld(Withheld withheld);

        void checked(Checked checked);

        void related(Related related);

        void verified(Verified verified);
    }

    /**
     * All that holds of an edge at a location.
     *
     * @param state absent when the edge is not there, or no longer
     */
    record Edge(Digest subject, Location location, Digest referrer, Optional<EdgeState> state, Origin origin)
            implements SubjectFact {
        @Override
        public String key() {
            return "edge " + subject;
        }

        @Override
        public void tell(Listener listener) {
            listener.edge(this);
        }
    }

    /** Whether the manifest with the subject's digest is at a location. */
    record Presence(Digest subject, Location location, boolean present, Origin origin) implements SubjectFact {
        @Override
        public String key() {
            return "presence " + subject;
        }

        @Override
        public void tell(Listener listener) {
            listener.presence(this);
        }
    }

    /**
     * What stands between a location and completeness.
     *
     * @param unresolved the oldest source that could not be looked at so far
     * @param rejected sources that can never be taken
     * @param example one of them, where there is any; states from before it was told lack it
     * @param withheld sources that the registry does not give out; absent where it gives out all
     * @param sweeps what sweeps have told of it; absent as long as there was none
     * @param unannounced the oldest of what was found there though no webhook told of it
     */
    record LocationState(
            Location location,
            Optional<LocationKnowledge.Unresolved> unresolved,
            long rejected,
            Optional<RejectedSource> example,
            Optional<SomeWithheld> withheld,
            Optional<SweepState> sweeps,
            Optional<Unannounced> unannounced)
            implements SubjectFact {
        /** Whether something stands between the location and completeness. */
        @JsonIgnore
        public boolean isTroubled() {
            return unresolved.isPresent() || rejected > 0;
        }

        /** Whether the registry does not have it, as far as anybody knows. */
        @JsonIgnore
        public boolean isGone() {
            return !isTroubled() && sweeps.flatMap(SweepState::gone).isPresent();
        }

        @Override
        public String key() {
            return "location " + location;
        }

        @Override
        public void tell(Listener listener) {
            listener.location(this);
        }
    }

    /** A source that can never be taken, and why, in a word. */
    record RejectedSource(Source source, String reason) {}

    /** A source at which something was found, or nothing any more, that no webhook told of; and when. */
    record Unannounced(Source source, Instant since) {}

    /** So many sources, and one of them. */
    record SomeWithheld(long sources, RejectedSource example) {}

    /**
     * Whether what refers to a subject may be missing at a location, because the registry does not give out what would tell.
     *
     * @param source one that it does not; absent when there is none any more
     */
    record Withheld(Digest subject, Location location, Optional<RejectedSource> source) implements SubjectFact {
        @Override
        public String key() {
            return "withheld " + subject;
        }

        @Override
        public void tell(Listener listener) {
            listener.withheld(this);
        }
    }

    /**
     * What is known of a registry as a whole.
     *
     * @param heard when its first webhook was worked off
     * @param enumeration the last one of its repositories
     * @param unlisted that it could not be enumerated since then; absent where the last attempt came to its end
     * @param webhooks how they come; absent where none is listened for
     * @param examination how it behaved; absent as long as nobody asked
     * @param lost the first of its webhooks that are known to be lost; absent as long as none is
     */
    record RegistryState(
            String registry,
            RegistryHistory history,
            Optional<Instant> heard,
            Optional<Enumeration> enumeration,
            Optional<Unlisted> unlisted,
            Optional<Webhooks> webhooks,
            Optional<Examination> examination,
            Optional<Lost> lost)
            implements SubjectFact {
        /** Of a registry of which nothing was told. */
        public static RegistryState nothing(String registry) {
            return new RegistryState(
                    registry,
                    RegistryHistory.UNKNOWN,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        /**
         * The same as it is configured, and heard from. What was lost matters as long as it is said that all is announced;
         * who says it again says it of what is there by then.
         */
        public RegistryState configured(RegistryHistory now, Optional<Instant> first) {
            Optional<Lost> still = lost.filter(each -> now == RegistryHistory.NONE);
            return new RegistryState(registry, now, first, enumeration, unlisted, webhooks, examination, still);
        }

        /** The same with another enumeration. */
        public RegistryState enumerated(Enumeration now) {
            return new RegistryState(
                    registry, history, heard, Optional.of(now), Optional.empty(), webhooks, examination, lost);
        }

        /** The same where it cannot be enumerated. What the last enumeration found still holds. */
        public RegistryState with(Unlisted now) {
            return new RegistryState(
                    registry, history, heard, enumeration, Optional.of(now), webhooks, examination, lost);
        }

        /** The same with other webhooks. */
        public RegistryState with(Webhooks now) {
            return new RegistryState(
                    registry, history, heard, enumeration, unlisted, Optional.of(now), examination, lost);
        }

        /** The same with another examination. */
        public RegistryState with(Examination now) {
            return new RegistryState(registry, history, heard, enumeration, unlisted, webhooks, Optional.of(now), lost);
        }

        /** The same where webhooks are known to be lost; the first counts. */
        public RegistryState with(Lost now) {
            Optional<Lost> first = lost.or(() -> Optional.of(now));
            return new RegistryState(registry, history, heard, enumeration, unlisted, webhooks, examination, first);
        }

        @Override
        public String key() {
            return "registry " + registry;
        }

        @Override
        public void tell(Listener listener) {
            listener.registry(this);
        }
    }

    /** The subject in a record's key; absent for a state, which goes to every partition. */
    static Optional<String> subjectOf(String key) {
        int space = key.indexOf(' ');
        String type = key.substring(0, space);
        return type.equals("location") || type.equals("registry")
                ? Optional.empty()
                : Optional.of(key.substring(space + 1));
    }

    /** The record's value. */
    default byte[] toJson() {
        return Json.write(this);
    }

    /**
     * Reads a record's value.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    static SubjectFact read(byte[] value) {
        return Json.read(value, SubjectFact.class);
    }
}
