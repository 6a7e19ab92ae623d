package dev.backref.indexer.reindex;

import java.time.Duration;

/** No index applies what was copied for it. What it has applied stays; what it has not it comes to if it runs within a day. */
public final class Stalled extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stalled(Duration patience) {
        super("no indexer has applied anything of it for " + patience.toSeconds()
                + " s. Is one running, and of this version? What was applied stays; begin again when one runs");
    }
}
