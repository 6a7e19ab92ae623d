package dev.backref.indexer.facts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.backref.ingest.contract.Basis;
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
 */
public record SweepState(
        Optional<Enlisted> enlisted, Optional<Swept> swept, Optional<Sweeping> sweeping, Optional<Failing> failing) {
    public static final SweepState NOTHING =
            new SweepState(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

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
     */
    public record Sweeping(Instant began, long found, long done) {}

    /**
     * Why it could not be swept.
     *
     * @param since the first of the sweeps in a row that failed
     * @param at the last one
     */
    public record Failing(Instant since, String reason, String detail, Instant at) {}

    /** Whether a sweep has ended that saw all there is. */
    @JsonIgnore
    public boolean isWhole() {
        return swept.map(Swept::basis).map(Basis::limits).filter(List::isEmpty).isPresent();
    }

    /** Whether a sweep that began since the last enumeration found it has ended, or could not go on since then. */
    @JsonIgnore
    public boolean hasEndedSinceEnlisted() {
        return enlisted.map(Enlisted::last)
                .filter(last -> Stream.concat(swept.map(Swept::at).stream(), failing.map(Failing::at).stream())
                        .anyMatch(at -> !at.isBefore(last)))
                .isPresent();
    }

    public SweepState with(Enlisted now) {
        return new SweepState(Optional.of(now), swept, sweeping, failing);
    }

    public SweepState with(Sweeping now) {
        return new SweepState(enlisted, swept, Optional.of(now), failing);
    }

    /** A sweep has ended. That a later one failed still holds. */
    public SweepState with(Swept now) {
        Optional<Failing> later = failing.filter(failure -> failure.at().isAfter(now.at()));
        return new SweepState(enlisted, Optional.of(now), Optional.empty(), later);
    }

    /** The sweep that is going on is held up. Once it has ended, that is over. */
    public SweepState heldUp(Failing now) {
        return new SweepState(enlisted, swept, sweeping, Optional.of(now));
    }

    /** A repository that was swept before is gone: that a sweep did not find it is no trouble, and all that it had to tell. */
    public SweepState gone() {
        Optional<Failing> notFound = failing.filter(last -> last.reason().equals(SweepFailed.NOT_FOUND));
        return swept.isPresent() && notFound.isPresent()
                ? with(new Swept(notFound.get().at(), swept.get().basis()))
                : this;
    }

    /** A sweep could not go on. What earlier ones told still holds, as of then. */
    public SweepState with(Failing now) {
        return new SweepState(enlisted, swept, Optional.empty(), Optional.of(now));
    }
}
