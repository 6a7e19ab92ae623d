package dev.backref.indexer.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.backref.indexer.contract.Completeness.State;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Examination;
import dev.backref.ingest.contract.RegistryHistory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How much the index knows of a registry. The counts are of all its locations, whoever asks.
 *
 * @param oldest the oldest time as of which one of its complete locations is complete
 * @param reason why it is not complete; absent when it is
 * @param limits what the registry does not let Backref enumerate, where knowledge rests on listings
 * @param heard when its first webhook was worked off
 * @param enumeration the last one of its repositories
 * @param unlisted that the registry does not tell which repositories it has; absent where the last attempt came to its end.
 *     The enumeration is the last that did
 * @param sweeping what is being swept; absent when nothing is
 * @param swept when the last enumeration began in all of whose repositories a sweep has ended since, or could not go on
 * @param webhook how its webhooks come; absent where none is listened for
 * @param broken since when some of them are known to be missing; absent as long as none is, and where nobody said that all is announced
 * @param examination how it behaved when it was last examined
 */
public record RegistryKnowledge(
        String name,
        State state,
        Optional<Instant> oldest,
        Optional<String> reason,
        Basis basis,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> limits,
        RegistryHistory history,
        Optional<Instant> heard,
        Locations locations,
        Optional<Enumeration> enumeration,
        Optional<Unlisted> unlisted,
        Optional<Sweeping> sweeping,
        Optional<Instant> swept,
        Optional<Webhook> webhook,
        Optional<Broken> broken,
        Optional<Examination> examination) {
    public RegistryKnowledge {
        limits = List.copyOf(limits);
    }

    /** Of a registry of which nothing has arrived yet. */
    public static RegistryKnowledge nothing(String name) {
        return new RegistryKnowledge(
                name,
                State.UNKNOWN,
                Optional.empty(),
                Optional.of("nothing has been heard of it yet"),
                Basis.EVENTS,
                List.of(),
                RegistryHistory.UNKNOWN,
                Optional.empty(),
                new Locations(0, 0, 0, 0, 0),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same as it is now: whether its webhooks are silent depends on the time. */
    public RegistryKnowledge at(Instant now) {
        return new RegistryKnowledge(
                name,
                state,
                oldest,
                reason,
                basis,
                limits,
                history,
                heard,
                locations,
                enumeration,
                unlisted,
                sweeping,
                swept,
                webhook.map(each -> each.at(now)),
                broken,
                examination);
    }

    /**
     * Counts of the locations that are known.
     *
     * @param partial swept, by what lists some of what is there; or their registry does not give out all that is there
     * @param troubled something there is unresolved, or was rejected
     * @param failing the last sweep could not go on there
     */
    public record Locations(long all, long complete, long partial, long troubled, long failing) {}

    /**
     * The repositories of the registry that were found. It is over when all have {@link #ended}.
     *
     * @param at when it began
     * @param locations how many were found
     * @param whole whether these are all that the registry has
     * @param basis on which they are swept
     * @param limits what cannot be enumerated on that basis
     * @param trouble why the registry itself did not enumerate them
     * @param ended in how many of them a sweep that began since then has ended, or could not go on
     */
    public record Enumeration(
            Instant at,
            long locations,
            boolean whole,
            Basis basis,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> limits,
            Optional<String> trouble,
            long ended) {
        public Enumeration {
            limits = List.copyOf(limits);
        }
    }

    /**
     * Attempts to enumerate the repositories that failed. Those that are known are swept all the same.
     *
     * @param since the first of those in a row
     * @param at the last of them
     * @param reason a word
     * @param detail for people
     */
    public record Unlisted(Instant since, Instant at, String reason, String detail) {}

    /**
     * Sweeps that are going on, as far as their progress was told.
     *
     * @param locations that are being swept
     * @param found sources that were listed there, or known and not listed, so far
     * @param done of these: nobody has to look at them any more
     * @param tags of those found; processes of former builds do not tell
     * @param digests of those found: manifests. The others are lists of what refers to one
     */
    public record Sweeping(long locations, long found, long done, long tags, long digests) {}

    /**
     * What shows that not everything is announced. With {@code history: none}, nothing is called complete for its webhooks
     * alone any more.
     *
     * @param since when it was seen first
     * @param reason {@link #UNANNOUNCED}, {@link #SIGNALS_LOST}, or the word for how webhooks were lost
     * @param detail the source that no webhook told of, or more about what was lost
     */
    public record Broken(Instant since, String reason, String detail) {
        /** Something was found that no webhook had told of, and none told of it within a minute. */
        public static final String UNANNOUNCED = "unannounced";

        /** What ingest or the index itself told of it, or may have told, was deleted before an indexer had read it. */
        public static final String SIGNALS_LOST = "signals-lost";
    }

    /**
     * How webhooks come.
     *
     * @param since when they were first listened for
     * @param last when the last one came, to the minute; absent as long as there was none
     * @param silentAfter seconds without one after which the registry counts as silent; absent where it never does
     * @param silent whether it is, at the time of the answer
     */
    public record Webhook(Instant since, Optional<Instant> last, Optional<Long> silentAfter, boolean silent) {
        Webhook at(Instant now) {
            boolean quiet = silentAfter
                    .filter(most -> last.orElse(since).plusSeconds(most).isBefore(now))
                    .isPresent();
            return new Webhook(since, last, silentAfter, quiet);
        }
    }
}
