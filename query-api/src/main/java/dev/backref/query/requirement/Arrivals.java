package dev.backref.query.requirement;

import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Position;
import dev.backref.ingest.contract.Digest;
import java.util.Optional;
import java.util.Set;

/** Tells of changes as they come, however many wait for them, and asks nobody for that. */
public interface Arrivals {
    /** Why no change would be told of now; absent while they are followed. */
    Optional<String> trouble();

    /**
     * Begins to follow manifests, which are named one after another.
     *
     * @param kinds of whatever changed, any of these
     * @param listener called soon after each change, on any thread; it must not wait
     */
    Followed follow(Set<Kind> kinds, Runnable listener);

    /** Manifests that are followed for one listener. */
    interface Followed extends AutoCloseable {
        /**
         * Follows this one too. Whatever changed before was told of by the position that is given: a lookup that is not older shows
         * it, and of everything else the listener is told.
         */
        Optional<Position> add(Digest manifest);

        @Override
        void close();
    }
}
