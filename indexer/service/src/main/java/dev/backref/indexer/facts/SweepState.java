package dev.backref.indexer.facts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.LocationSignal.Sweep;
import dev.backref.ingest.contract.LocationSignal.SweepFailed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What sweeps have told of a location.
 *
 * @param enlisted that enumerations of the registry found it
 * @param swept the last sweep that ended
 * @param sweeping the one that is going on
 * @param failing why the last one did not end, or does not; absent once one has
 * @param gone when the registry was last seen not to have the repository, and nothing was left of it; absent where it has
 */
public record SweepState(
        Optional<Enlisted> enlisted,
        Optional<Swept> swept,
        Optional<Sweeping> sweeping,
        Optional<Failing> failing,
        Optional<Instant> gone) {
    public static final SweepState NOTHING =
            new SweepState(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** The first and the last enumeration that found it, by when they began. */
    public record Enlisted(Instant first, Instant last) {}

    /**
     * A sweep that ended: all that it could list is known.
     *
     * @param at when it began
     */
    public record Swept(Instant at, Basis basis) {}

    /**
     * A sweep that is going on.
     *
     * @param began when it did
     * @param found sources that were listed, or known and not listed, so far
     * @param done of these: nobody has to look at them any more
     * @param tags of those found; states from before they were counted apart have 0
     * @param digests of those found: manifests. The others are lists of what refers to one
     */
    public record Sweeping(Instant began, long found, long done, long tags, long digests) {}

    /**
     * Why it could not be swept.
     *
     * @param since the first of the sweeps in a row that failed
     * @param at the last one
     * @param sweep that one; states from before it was told lack it
     */
    public record Failing(Instant since, String reason, String detail, Instant at, Optional<Sweep> sweep) {
        /** When the last of these sweeps began: only who asked up to then is answered by it. */
        @JsonIgnore
        public Instant began() {
            return sweep.map(Sweep::began).orElse(at);
        }

        /**
         * Whether nothing more is to come of it. States from before the sweep was told do not wait for a look at the
         * repository.
         */
        @JsonIgnore
        public boolean isOver() {
            return !isNotFound() || sweep.isEmpty();
        }

        /** Why, for people. */
        public String inWords() {
            return reason + ", " + detail;
        }

        /** Whether the registry says that there is no such repository, and nobody has looked yet. */
        @JsonIgnore
        public boolean isNotFound() {
            return reason.equals(SweepFailed.NOT_FOUND);
        }
    }

    /** Whether a sweep has ended that saw all there is. */
    @JsonIgnore
    public boolean isWhole() {
        return swept.map(Swept::basis).map(Basis::limits).filter(List::isEmpty).isPresent();
    }

    /** Whether a sweep that began since the last enumeration found it has ended, or could not go on since then. */
    @JsonIgnore
    public boolean hasEndedSinceEnlisted() {
        return enlisted.map(Enlisted::last).filter(this::hasEndedSince).isPresent();
    }

    /** Whether a sweep that began then or later has ended, or could not go on. */
    public boolean hasEndedSince(Instant time) {
        Stream<Instant> failed = failing.filter(Failing::isOver).map(Failing::began).stream();
        return Stream.concat(swept.map(Swept::at).stream(), failed).anyMatch(began -> !began.isBefore(time));
    }

    public SweepState with(Enlisted now) {
        return new SweepState(Optional.of(now), swept, sweeping, failing, goneSince(now.last()));
    }

    public SweepState with(Sweeping now) {
        return new SweepState(enlisted, swept, Optional.of(now), failing, gone);
    }

    /** A sweep has ended. That a later one failed still holds. */
    public SweepState with(Swept now) {
        Optional<Failing> later = failing.filter(failure -> failure.began().isAfter(now.at()));
        return new SweepState(enlisted, Optional.of(now), Optional.empty(), later, goneSince(now.at()));
    }

    /** What was seen to be gone before the registry was listed again counts as there until somebody looks: it may be back. */
    private Optional<Instant> goneSince(Instant listed) {
        return gone.filter(seen -> !seen.isBefore(listed));
    }

    /** The sweep that is going on is held up. Once it has ended, that is over. */
    public SweepState heldUp(Failing now) {
        return new SweepState(enlisted, swept, sweeping, Optional.of(now), gone);
    }

    /** A sweep could not go on. What earlier ones told still holds, as of then. */
    public SweepState with(Failing now) {
        return new SweepState(enlisted, swept, Optional.empty(), Optional.of(now), gone);
    }

    /** The registry has no such repository as of then, or has it. */
    public SweepState gone(Optional<Instant> now) {
        return new SweepState(enlisted, swept, sweeping, failing, now);
    }

    /**
     * The registry has no repository of which it was said that it is not found, or none that has a tag: that was all there is
     * to list, and no failure.
     */
    public SweepState listedNothing() {
        return failing.filter(Failing::isNotFound)
                .map(last -> with(new Swept(last.began(), basis(last))))
                .orElse(this);
    }

    private Basis basis(Failing last) {
        return swept.map(Swept::basis).or(() -> last.sweep().map(Sweep::basis)).orElse(Basis.TAGS);
    }
}
