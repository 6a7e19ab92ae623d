package dev.backref.indexer.subject;

import dev.backref.indexer.facts.SubjectFact.Enumeration;
import dev.backref.indexer.facts.SubjectFact.LocationState;
import dev.backref.indexer.facts.SubjectFact.RegistryState;
import dev.backref.indexer.facts.SweepState;
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
 */
public record RegistryRow(
        RegistryHistory history,
        Optional<Instant> heard,
        Optional<Enumeration> enumeration,
        Optional<Instant> covered,
        Counts counts) {
    static final RegistryRow NOTHING = new RegistryRow(
            RegistryHistory.UNKNOWN, Optional.empty(), Optional.empty(), Optional.empty(), Counts.NOTHING);

    /**
     * Locations that are known of a registry.
     *
     * @param all of them
     * @param troubled something there is unresolved, or was rejected
     * @param whole swept by what lists all there is, and not troubled
     * @param limited swept by what lists some of it, and not troubled
     */
    public record Counts(long all, long troubled, long whole, long limited) {
        static final Counts NOTHING = new Counts(0, 0, 0, 0);

        /** Of one location alone. */
        public static Counts of(LocationState state) {
            boolean quiet = !state.isTroubled();
            boolean whole = state.sweeps().filter(SweepState::isWhole).isPresent();
            boolean swept = state.sweeps().flatMap(SweepState::swept).isPresent();
            return new Counts(1, quiet ? 0 : 1, quiet && whole ? 1 : 0, quiet && swept && !whole ? 1 : 0);
        }

        Counts plus(Counts more) {
            return new Counts(all + more.all, troubled + more.troubled, whole + more.whole, limited + more.limited);
        }

        Counts minus(Counts less) {
            return new Counts(all - less.all, troubled - less.troubled, whole - less.whole, limited - less.limited);
        }
    }

    /**
     * Since when all that is there was announced to Backref: it was empty when Backref began to listen, and its webhooks
     * have been shown to arrive. Absent where that cannot be said.
     */
    public Optional<Instant> announcedSince() {
        return history == RegistryHistory.NONE ? heard : Optional.empty();
    }

    RegistryRow with(RegistryState now) {
        return new RegistryRow(now.history(), now.heard(), now.enumeration(), covered, counts);
    }

    RegistryRow with(Counts now) {
        return new RegistryRow(history, heard, enumeration, covered, now);
    }

    /** The same where so many states of locations that the last enumeration found are here. */
    RegistryRow believing(long enlisted) {
        boolean found = covered.isEmpty()
                && enumeration
                        .filter(each -> each.whole() && each.locations() == enlisted)
                        .isPresent();
        return found ? new RegistryRow(history, heard, enumeration, enumeration.map(Enumeration::at), counts) : this;
    }
}
