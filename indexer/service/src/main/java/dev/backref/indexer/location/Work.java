package dev.backref.indexer.location;

import dev.backref.ingest.contract.Digest;
import java.util.Optional;

/**
 * Something to do at a location that can be more than one call may write, with how far it has come.
 *
 * @param tag whose name makes a claim
 * @param manifest what the step is about
 * @param standing of what an index lists
 * @param after the last component of the row that was reached; empty at the beginning
 * @param look that began it; what follows has its time and its cause
 */
record Work(Step step, Optional<String> tag, Optional<Digest> manifest, Standing standing, String after, Look look) {
    /** What is done. */
    enum Step {
        /** Asserts what a tag claims by its manifest, or an index by itself. */
        ENTRIES,
        /** Lets lapse, or takes back, what was asserted and is not claimed. */
        LAPSES,
        /** Lets the tags of a manifest follow that it became known, or is gone. */
        TAGS,
        /** Has everything looked at that an index lists and nobody knows. */
        CHILDREN,
        /** Forgets what an index listed. */
        FORGET,
        /** Tells the edges that tags gave a referrer. */
        REFERRER,
        /** Tells the edges of a subject of which tags hold only the beginning. */
        SUBJECT,
        /** Has everything looked at that refers to a manifest which is gone. */
        CASCADE,
        /** Has everything looked at that refers by itself to a manifest which nobody has found there. */
        DANGLING,
        /** Has everything looked at that an index listed which is gone. */
        ORPHANS,
        /** Has the tags looked at that make claims by a manifest which is gone. */
        POINTERS,
        /** Tells how a manifest is related to others. */
        RELATE,
        /** Takes back what was told of its relations and does not hold. */
        UNRELATE
    }

    static Work entries(String tag, Digest index, Standing standing, Look look) {
        return new Work(Step.ENTRIES, Optional.of(tag), Optional.of(index), standing, "", look);
    }

    /** What an index says of its entries. */
    static Work claims(Digest index, Look look) {
        return of(Step.ENTRIES, index, look);
    }

    /** What an index said of its entries, and does not say. */
    static Work lapses(Digest index, Look look) {
        return of(Step.LAPSES, index, look);
    }

    static Work lapses(String tag, Optional<Digest> index, Look look) {
        return new Work(Step.LAPSES, Optional.of(tag), index, Standing.LAPSED, "", look);
    }

    /** One of the steps that are about a manifest alone. */
    static Work of(Step step, Digest manifest, Look look) {
        return new Work(step, Optional.empty(), Optional.of(manifest), Standing.HOLDS, "", look);
    }

    /**
     * What refers to a manifest that is gone.
     *
     * @param tag by which referrers tags name it, where that is not its whole digest
     */
    static Work cascade(Digest gone, Optional<String> tag, Look look) {
        return new Work(Step.CASCADE, tag, Optional.of(gone), Standing.HOLDS, "", look);
    }

    /** The same, come so far. */
    Work behind(String reached) {
        return new Work(step, tag, manifest, standing, reached, look);
    }

    Digest about() {
        return manifest.orElseThrow();
    }
}
