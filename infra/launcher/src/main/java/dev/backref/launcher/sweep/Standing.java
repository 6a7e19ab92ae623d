package dev.backref.launcher.sweep;

import dev.backref.indexer.contract.RegistryKnowledge;
import dev.backref.indexer.contract.RegistryKnowledge.Enumeration;
import dev.backref.indexer.contract.RegistryKnowledge.Sweeping;
import dev.backref.indexer.contract.RepositoryKnowledge;
import dev.backref.indexer.contract.RepositoryKnowledge.Sweep;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a sweep has come that was asked for.
 *
 * @param repositories that it concerns; absent as long as they have not been listed
 * @param done of these: swept, or could not be
 * @param sources found in the repositories that are being swept
 * @param trouble why the registry did not list its repositories itself
 * @param unlisted why it could not be asked for them since; nobody knows then which the sweep concerns
 */
record Standing(
        Optional<Long> repositories, long done, Sources sources, Optional<String> trouble, Optional<String> unlisted) {
    /**
     * @param found so far
     * @param done of these
     * @param tags of those found; a Backref of a former version does not tell, nor of digests
     * @param digests of those found: manifests. The others are lists of what refers to one
     */
    record Sources(long found, long done, long tags, long digests) {
        static final Sources NONE = new Sources(0, 0, 0, 0);
    }

    /** Of a whole registry: its enumeration must not have begun before the sweep was asked for. */
    static Standing of(RegistryKnowledge registry, Instant asked) {
        Optional<Enumeration> enumeration =
                registry.enumeration().filter(each -> !each.at().isBefore(asked));
        return new Standing(
                enumeration.map(Enumeration::locations),
                enumeration.map(Enumeration::ended).orElse(0L),
                registry.sweeping().map(Standing::sources).orElse(Sources.NONE),
                enumeration.flatMap(Enumeration::trouble),
                registry.unlisted()
                        .filter(each -> !each.at().isBefore(asked))
                        .map(each -> each.reason() + ", " + each.detail() + ", since " + each.since()));
    }

    /** Of one repository. */
    static Standing of(RepositoryKnowledge repository, Instant asked) {
        boolean ended = Ending.isSwept(repository, asked) || Ending.hasFailed(repository, asked);
        Optional<Sweep> going = repository.sweep().filter(each -> !each.began().isBefore(asked));
        return new Standing(
                Optional.of(1L),
                ended ? 1 : 0,
                going.map(Standing::sources).orElse(Sources.NONE),
                Optional.empty(),
                Optional.empty());
    }

    private static Sources sources(Sweeping going) {
        return new Sources(going.found(), going.done(), going.tags(), going.digests());
    }

    private static Sources sources(Sweep going) {
        return new Sources(going.found(), going.done(), going.tags(), going.digests());
    }

    boolean isOver() {
        return unlisted.isPresent() || repositories.filter(all -> done >= all).isPresent();
    }
}
