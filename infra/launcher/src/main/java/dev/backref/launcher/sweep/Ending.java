package dev.backref.launcher.sweep;

import dev.backref.indexer.contract.RepositoryKnowledge;
import dev.backref.ingest.contract.LocationSignal.SweepFailed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a sweep that was asked for has ended.
 *
 * @param repositories that it concerned
 * @param failed how many of them could not be swept
 * @param some the first of these, at most {@value #MOST_NAMED}
 * @param trouble why the registry did not list its repositories itself: there may be others
 * @param unlisted why it could not be asked for them, so that nobody waited for those that are known
 */
public record Ending(
        long repositories,
        long failed,
        List<RepositoryKnowledge> some,
        Optional<String> trouble,
        Optional<String> unlisted) {
    /** How many that failed are named. */
    public static final int MOST_NAMED = 20;

    public Ending {
        some = List.copyOf(some);
    }

    /** Where the registry did not tell which repositories it has. */
    static Ending unlisted(String why) {
        return new Ending(0, 0, List.of(), Optional.empty(), Optional.of(why));
    }

    /** Whether all was swept. */
    public boolean isWhole() {
        return failed == 0 && unlisted.isEmpty();
    }

    /** Whether a sweep that began since then has ended. */
    static boolean isSwept(RepositoryKnowledge repository, Instant asked) {
        return repository.swept().filter(each -> !each.at().isBefore(asked)).isPresent();
    }

    /**
     * Whether none has, and one that began since then could not go on. That a repository is not found is looked at once more
     * before anything is said of it.
     */
    static boolean hasFailed(RepositoryKnowledge repository, Instant asked) {
        return !isSwept(repository, asked)
                && repository
                        .failing()
                        .filter(each -> !each.reason().equals(SweepFailed.NOT_FOUND))
                        .filter(each -> !each.began().orElse(each.at()).isBefore(asked))
                        .isPresent();
    }

    /** A line for people on why it could not be swept. */
    private static String why(RepositoryKnowledge repository) {
        return repository
                .failing()
                .map(failing -> failing.reason() + ", " + failing.detail())
                .orElse(SweepFailed.NOT_FOUND + ", the registry has no such repository");
    }

    /** A line for each that is named, one for those that are not, and one for what may be missing. */
    public List<String> remarks() {
        List<String> lines = new ArrayList<>();
        for (RepositoryKnowledge each : some) {
            lines.add("  " + each.name() + ": " + why(each));
        }
        if (failed > some.size()) {
            lines.add("  and " + (failed - some.size()) + " more");
        }
        trouble.ifPresent(why ->
                lines.add("  there may be more: only what was configured or heard of was swept, because " + why));
        unlisted.ifPresent(why -> {
            lines.add("  " + why);
            lines.add("  what was configured or heard of is swept all the same, and the registry is asked again");
        });
        return lines;
    }
}
