package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.Completeness.Failing;
import dev.backref.indexer.contract.LocationKnowledge.Rejected;
import dev.backref.indexer.contract.LocationKnowledge.Unresolved;
import dev.backref.indexer.contract.RegistryKnowledge.Broken;
import dev.backref.indexer.facts.SubjectFact.LocationState;
import dev.backref.indexer.facts.SweepState;
import dev.backref.indexer.subject.RegistryRow;
import dev.backref.indexer.subject.RegistryRow.Counts;
import dev.backref.ingest.contract.RegistryHistory;
import java.util.Optional;

/** Why knowledge of a registry, or of one location of it, is not complete; for people. */
record Reasons(RegistryRow row, Optional<Broken> broken) {
    static final String LIMITED = "what no tag leads to cannot be listed";

    /**
     * The first that holds.
     *
     * @param unresolved the oldest that could not be looked at
     * @param other what else stands between one location and completeness
     */
    Optional<String> of(Counts counts, Optional<String> unresolved, Optional<String> other) {
        boolean announced = row.announcedSince().isPresent();
        boolean silent = row.history() == RegistryHistory.NONE && row.heard().isEmpty();
        if (silent && counts.whole() + counts.limited() == 0) {
            return Optional.of("no push or delete of it has been looked at yet");
        }
        if (counts.troubled() > 0) {
            return unresolved.or(() -> other).or(() -> Optional.of("something there was rejected"));
        }
        if (counts.withheld() > 0) {
            return other.or(() -> Optional.of("its registry does not give out all that is there"));
        }
        if (announced) {
            return Optional.empty();
        }
        Optional<String> listed = other.or(() -> ofSweeps(counts));
        return row.history() == RegistryHistory.NONE
                ? broken.map(Reasons::inWords).or(() -> listed)
                : listed;
    }

    private Optional<String> ofSweeps(Counts counts) {
        long swept = counts.whole() + counts.limited();
        if (swept == 0) {
            return Optional.of("what it held before Backref began to listen is unknown");
        }
        if (swept < counts.all()) {
            return Optional.of(swept + " of " + counts.all() + " repositories have been swept");
        }
        if (counts.limited() > 0) {
            return Optional.of(LIMITED);
        }
        return row.enumeration()
                .flatMap(last -> last.trouble())
                .or(() -> Optional.of("only the repositories that were configured or heard of are known"));
    }

    /** What stands between one location and completeness, beside what is unresolved. */
    static Optional<String> ofLocation(LocationState state) {
        return Knowledge.rejected(state)
                .map(Reasons::inWords)
                .or(() -> Knowledge.withheld(state).map(Reasons::withheldInWords))
                .or(() -> state.sweeps()
                        .flatMap(SweepState::failing)
                        .map(failing -> "cannot be swept since " + failing.since() + ": " + failing.inWords()))
                .or(() -> state.sweeps()
                        .flatMap(SweepState::gone)
                        .map(seen -> "the registry had no such repository " + seen))
                .or(() -> state.sweeps()
                        .filter(sweeps -> sweeps.swept().isEmpty())
                        .flatMap(SweepState::sweeping)
                        .map(going -> "being swept, " + going.done() + " of " + going.found() + " sources so far"));
    }

    static String inWords(Unresolved unresolved) {
        return "unresolved since " + unresolved.since() + ": " + unresolved.reason();
    }

    private static String inWords(Broken broken) {
        return switch (broken.reason()) {
            case Broken.UNANNOUNCED ->
                "not all was announced: no webhook told of " + broken.detail() + ", found " + broken.since();
            case Broken.SIGNALS_LOST ->
                "not all that was announced is known: what ingest told was lost, " + broken.since() + ": "
                        + broken.detail();
            default ->
                "not all was announced: webhooks were lost, " + broken.since() + ": " + broken.reason() + ", "
                        + broken.detail();
        };
    }

    static String inWords(Failing failing) {
        return failing.locations() + (failing.locations() == 1 ? " repository" : " repositories")
                + " cannot be swept, the first since " + failing.since() + ": " + failing.reason();
    }

    private static String withheldInWords(Rejected withheld) {
        String more = withheld.sources() > 1 ? " and " + (withheld.sources() - 1) + " more" : "";
        return "not given out by the registry, " + withheld.reason() + ": " + withheld.source() + more;
    }

    private static String inWords(Rejected rejected) {
        return "rejected, " + rejected.reason() + ": " + rejected.source();
    }
}
