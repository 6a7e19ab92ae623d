package dev.backref.query.changes;

import dev.backref.indexer.contract.Change;
import dev.backref.query.Callers;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A feed with changes in a topic of its own, and an index that has the edges of which they tell. */
final class SnapshotRig {
    static final int EDGES = 12;

    private static final AtomicInteger OPENED = new AtomicInteger();

    private SnapshotRig() {}

    /** Opens it. */
    static FeedRig open(String bootstrap, FakeEdges edges) throws Exception {
        String name = "snapshot-" + OPENED.incrementAndGet();
        FeedRig rig = new FeedRig(bootstrap, name, ChangeFeed.Bounds.DEFAULT, Callers.ANYONE);
        for (long number = 0; number < EDGES; number++) {
            Change change = Samples.change("subject" + number % 5, number);
            rig.commit(List.of(change));
            edges.add(change);
        }
        rig.index().ofEdges = edges::answer;
        return rig;
    }
}
