package dev.backref.indexer.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.backref.indexer.contract.Completeness.State;
import dev.backref.indexer.contract.LocationKnowledge.Rejected;
import dev.backref.indexer.contract.LocationKnowledge.Unresolved;
import dev.backref.ingest.contract.Basis;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How much the index knows of a repository, and what its sweeps have told.
 *
 * @param asOf when everything there had been seen, on that basis
 * @param reason why it is not complete; absent when it is
 * @param basis what knowledge rests on
 * @param limits what the registry does not let Backref enumerate, where that is listings
 * @param unresolved something there was pushed and could not be looked at so far
 * @param rejected something there was pushed and can never be taken
 * @param withheld something there is not given out by the registry, such as what a policy of it forbids to pull
 * @param sweep the one that is going on
 * @param swept the last one that ended
 * @param failing that the last one could not go on; absent once one has ended
 * @param enlisted when the last enumeration of the registry that found it began
 * @param gone when the registry was last seen not to have it: nothing is known there, and it counts in no sum
 */
public record RepositoryKnowledge(
        String name,
        State state,
        Optional<Instant> asOf,
        Optional<String> reason,
        Basis basis,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> limits,
        Optional<Unresolved> unresolved,
        Optional<Rejected> rejected,
        Optional<Rejected> withheld,
        Optional<Sweep> sweep,
        Optional<Swept> swept,
        Optional<Failing> failing,
        Optional<Instant> enlisted,
        Optional<Instant> gone) {
    public RepositoryKnowledge {
        limits = List.copyOf(limits);
    }

    /**
     * A sweep that is going on.
     *
     * @param began when it did
     * @param found sources that were listed, or known and not listed, so far
     * @param done of these: nobody has to look at them any more
     * @param tags of those found; processes of former builds do not tell
     * @param digests of those found: manifests. The others are lists of what refers to one
     */
    public record Sweep(Instant began, long found, long done, long tags, long digests) {}

    /**
     * A sweep that ended.
     *
     * @param at when it began: what it shows is not older
     */
    public record Swept(Instant at, Basis basis) {}

    /**
     * Sweeps that could not go on.
     *
     * @param since the first of those in a row
     * @param at the last of them
     * @param began when that one had begun: it answers nobody who asked since; processes of former builds do not tell
     * @param reason a word
     * @param detail for people
     */
    public record Failing(Instant since, Instant at, Optional<Instant> began, String reason, String detail) {}
}
