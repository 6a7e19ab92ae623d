package dev.backref.indexer.subject;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.backref.indexer.facts.Enumeration;
import dev.backref.indexer.facts.Lost;
import dev.backref.indexer.facts.SubjectFact.LocationState;
import dev.backref.indexer.facts.SubjectFact.RegistryState;
import dev.backref.indexer.facts.SweepState;
import dev.backref.indexer.facts.Unlisted;
import dev.backref.indexer.facts.Webhooks;
import dev.backref.ingest.contract.RegistryHistory;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a registry, kept so that no answer has to count: the value of a {@code CR} row.
 *
 * @param heard when its first webhook was worked off
 * @param enumeration the last one of its repositories
 * @param covered when the first enumeration began that found all its repositories, once the states of all of these are
 *     here: what no enumeration up to then had found was not there
 * @param counts of its locations
 * @param enlisted how many locations of the last enumeration are here; rows from before it was kept lack it
 * @param ended in how many locations of the last enumeration a sweep that began since then has ended, or could not go on
 * @param swept when the last enumeration began of which that is so of all
 * @param webhooks how they come; absent where none is listened for
 * @param unlisted that it could not be enumerated since; absent where the last attempt came to its end
 * @param lost the first that are known to be lost; absent as long as none is
 */
public record RegistryRow(
        RegistryHistory history,
        Optional<Instant> heard,
        Optional<Enumeration> enumeration,
        Optional<Instant> covered,
        Counts counts,
        Optional<Long> enlisted,
        long ended,
        Optional<Instant> swept,
        Optional<Webhooks> webhooks,
        Optional<Unlisted> unlisted,
        Optional<Lost> lost) {
    /** Of a registry of which nothing was heard. */
    public static final RegistryRow NOTHING = new RegistryRow(
            RegistryHistory.UNKNOWN,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Counts.NOTHING,
            Optional.empty(),
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /**
     * Locations that are known of a registry. Of one that it does not have, nothing counts but what was not announced there.
     *
     * @param all of them
     * @param troubled something there is unresolved, or was rejected
     * @param whole swept by what lists all there is, and not troubled
     * @param limited swept by what lists some of it, and not troubled
     * @param failing the last sweep could not go on there
     * @param sweeping a sweep is going on there
     * @param found sources there, by the sweeps that are going on
     * @param done of these: nobody has to look at them any more
     * @param withheld not troubled, but the registry does not give out all that is there; rows from before it was counted lack it
     * @param unannounced something was found there that no webhook told of
     * @param tags of the sources found; rows from before they were counted apart lack them
     * @param digests of the sources found: manifests
     */
    public record Counts(
            long all,
            long troubled,
            long whole,
            long limited,
            long failing,
            long sweeping,
            long found,
            long done,
            long withheld,
            long unannounced,
            long tags,
            long digests) {
        /** Of a location of which nothing was told. */
        public static final Counts UNTOLD = new Counts(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        static final Counts NOTHING = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        /** What one location adds to those of its registry. */
        static Counts of(LocationState state) {
            Counts alone = alone(state);
            return state.isGone() ? new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, alone.unannounced, 0, 0) : alone;
        }

        /** Of one location by itself, whether or not its registry has it. */
        public static Counts alone(LocationState state) {
            boolean quiet = !state.isTroubled();
            boolean withheld = state.withheld().isPresent();
            boolean whole =
                    !withheld && state.sweeps().filter(SweepState::isWhole).isPresent();
            boolean swept = state.sweeps().flatMap(SweepState::swept).isPresent();
            boolean failing = state.sweeps().flatMap(SweepState::failing).isPresent();
            Optional<SweepState.Sweeping> going = state.sweeps().flatMap(SweepState::sweeping);
            return new Counts(
                    1,
                    one(!quiet),
                    one(quiet && whole),
                    one(quiet && swept && !whole),
                    one(failing),
                    one(going.isPresent()),
                    going.map(SweepState.Sweeping::found).orElse(0L),
                    going.map(SweepState.Sweeping::done).orElse(0L),
                    one(quiet && withheld),
                    one(state.unannounced().isPresent()),
                    going.map(SweepState.Sweeping::tags).orElse(0L),
                    going.map(SweepState.Sweeping::digests).orElse(0L));
        }

        private static long one(boolean holds) {
            return holds ? 1 : 0;
        }

        Counts plus(Counts more) {
            return new Counts(
                    all + more.all,
                    troubled + more.troubled,
                    whole + more.whole,
                    limited + more.limited,
                    failing + more.failing,
                    sweeping + more.sweeping,
                    found + more.found,
                    done + more.done,
                    withheld + more.withheld,
                    unannounced + more.unannounced,
                    tags + more.tags,
                    digests + more.digests);
        }

        Counts minus(Counts less) {
            return new Counts(
                    all - less.all,
                    troubled - less.troubled,
                    whole - less.whole,
                    limited - less.limited,
                    failing - less.failing,
                    sweeping - less.sweeping,
                    found - less.found,
                    done - less.done,
                    withheld - less.withheld,
                    unannounced - less.unannounced,
                    Math.max(0, tags - less.tags),
                    Math.max(0, digests - less.digests));
        }
    }

    /**
     * Since when all that is there was announced to Backref: it was empty when Backref began to listen, its webhooks
     * have been shown to arrive, and none to be missing. Absent where that cannot be said.
     */
    public Optional<Instant> announcedSince() {
        return lost.isPresent() || counts.unannounced() > 0 ? Optional.empty() : heardFromNothing();
    }

    /** The same, whether or not webhooks are known to be missing since. */
    public Optional<Instant> heardFromNothing() {
        return history == RegistryHistory.NONE ? heard : Optional.empty();
    }

    /**
     * Whether its last enumeration found all its repositories, and the states of all of these are here. That a later attempt
     * failed takes nothing from that: it holds as of when it began.
     */
    @JsonIgnore
    public boolean isEnumerated() {
        return covered.isPresent() && enumeration.filter(Enumeration::whole).isPresent();
    }

    /** How many locations it has, those included that its last enumeration found and of which nothing was told yet. */
    public long locations() {
        long found = enumeration.map(Enumeration::locations).orElse(0L);
        return enlisted.map(told -> counts.all() + Math.max(0, found - told)).orElse(Math.max(counts.all(), found));
    }

    /** Whether answers about subjects are the same by the other: they say nothing of webhooks, nor of enumerations that failed. */
    boolean answersAs(RegistryRow other) {
        return new RegistryRow(
                        history,
                        heard,
                        enumeration,
                        covered,
                        counts,
                        enlisted,
                        ended,
                        swept,
                        other.webhooks,
                        other.unlisted,
                        lost)
                .equals(other);
    }

    RegistryRow with(RegistryState now) {
        return new RegistryRow(
                now.history(),
                now.heard(),
                now.enumeration(),
                covered,
                counts,
                enlisted,
                ended,
                swept,
                now.webhooks(),
                now.unlisted(),
                now.lost());
    }

    RegistryRow with(Counts now) {
        return new RegistryRow(
                history, heard, enumeration, covered, now, enlisted, ended, swept, webhooks, unlisted, lost);
    }

    /**
     * The same where so many states of locations that the last enumeration found are here.
     *
     * @param nowEnded of these, as {@link #ended}
     */
    RegistryRow believing(long nowEnlisted, long nowEnded) {
        boolean found = covered.isEmpty()
                && enumeration
                        .filter(each -> each.whole() && each.locations() == nowEnlisted)
                        .isPresent();
        Optional<Instant> over = enumeration
                .filter(each -> nowEnlisted == each.locations() && nowEnded == each.locations())
                .map(Enumeration::at);
        return new RegistryRow(
                history,
                heard,
                enumeration,
                found ? enumeration.map(Enumeration::at) : covered,
                counts,
                Optional.of(nowEnlisted),
                nowEnded,
                over.or(() -> swept),
                webhooks,
                unlisted,
                lost);
    }
}
