package dev.backref.ingest.sweep;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.LocationSignal.Sweep;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far the sweeps of a registry have come, as it is kept over a restart.
 *
 * @param due when the next pass over all repositories begins; absent before the first
 * @param pass the one that is going on
 * @param going the location whose listing is being handed on
 * @param alone repositories that are to be swept beside the passes, and not before when
 * @param asked when somebody asked last for a pass that has not begun yet
 * @param listed when the last pass began that came to its end; rows from before it was kept lack it
 * @param unlisted since when the registry's catalogue cannot be had; absent while it can
 */
public record SweepRow(
        Optional<Instant> due,
        Optional<Pass> pass,
        Optional<Going> going,
        Map<String, Instant> alone,
        Optional<Instant> asked,
        Optional<Instant> listed,
        Optional<Instant> unlisted) {
    public static final SweepRow NOTHING = new SweepRow(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public SweepRow {
        alone = Map.copyOf(alone);
    }

    /**
     * A pass over all repositories, in the order of their names.
     *
     * @param began when it did
     * @param announced whether all of them were told to have been found
     * @param done the last repository that was listed to its end
     */
    public record Pass(Instant began, boolean announced, String done) {
        Pass allEnlisted() {
            return new Pass(began, true, done);
        }

        Pass doneTo(String repository) {
            return new Pass(began, announced, repository);
        }
    }

    /**
     * A location whose listing is being handed on.
     *
     * @param next the number of the next piece
     * @param after the last name that was handed on
     * @param ofPass whether the pass has come to it, rather than somebody having asked for it alone
     * @param listed whether the registry itself lists the repository: that it has no list of tags means then that it has no tag
     */
    public record Going(String repository, Sweep sweep, long next, String after, boolean ofPass, boolean listed) {
        /** The same with what its listing counts for; once pieces are handed on, that stays. */
        Going on(Basis basis) {
            return next > 0
                    ? this
                    : new Going(
                            repository,
                            new Sweep(sweep.id(), sweep.began(), basis, sweep.fromNothing()),
                            next,
                            after,
                            ofPass,
                            listed);
        }

        Going reached(String name) {
            return new Going(repository, sweep, next + 1, name, ofPass, listed);
        }
    }

    public boolean isEmpty() {
        return equals(NOTHING);
    }

    SweepRow with(Pass now) {
        return new SweepRow(due, Optional.of(now), going, alone, asked, listed, unlisted);
    }

    /** The pass is over; unless the registry did not tell which repositories it has, all were listed. */
    SweepRow due(Instant then) {
        Optional<Instant> last =
                pass.filter(over -> unlisted.isEmpty()).map(Pass::began).or(() -> listed);
        return new SweepRow(Optional.of(then), Optional.empty(), going, alone, asked, last, unlisted);
    }

    /** The catalogue can be had, or cannot since then. */
    SweepRow unlisted(Optional<Instant> since) {
        return new SweepRow(due, pass, going, alone, asked, listed, since);
    }

    SweepRow going(Optional<Going> now) {
        return new SweepRow(due, pass, now, alone, asked, listed, unlisted);
    }

    /** Somebody asks for a sweep of a repository that begins after that: the last to ask counts, and nothing is put off. */
    SweepRow asked(String repository, Instant at) {
        Map<String, Instant> more = new HashMap<>(alone);
        more.put(repository, at);
        return new SweepRow(due, pass, going, more, asked, listed, unlisted);
    }

    /** A repository is to be tried again beside the passes, unless somebody who has asked for it makes it sooner. */
    SweepRow alone(String repository, Instant then) {
        Map<String, Instant> more = new HashMap<>(alone);
        more.merge(repository, then, (one, other) -> one.isBefore(other) ? one : other);
        return new SweepRow(due, pass, going, more, asked, listed, unlisted);
    }

    /** A sweep has been listed to its end. What was asked for after it began is not answered by it. */
    SweepRow listed(String repository, Instant began) {
        Map<String, Instant> others = new HashMap<>(alone);
        others.computeIfPresent(repository, (same, then) -> then.isAfter(began) ? then : null);
        return new SweepRow(due, pass, going, others, asked, listed, unlisted);
    }

    SweepRow asked(Instant at) {
        Instant last = asked.filter(before -> before.isAfter(at)).orElse(at);
        return new SweepRow(due, pass, going, alone, Optional.of(last), listed, unlisted);
    }

    /** A pass begins: it answers whoever has asked up to now. */
    SweepRow begin(Instant now) {
        Optional<Instant> later = asked.filter(at -> at.isAfter(now));
        return new SweepRow(due, Optional.of(new Pass(now, false, "")), going, alone, later, listed, unlisted);
    }
}
