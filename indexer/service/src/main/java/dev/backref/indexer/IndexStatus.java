package dev.backref.indexer;

/**
 * How the index is.
 *
 * @param state {@code starting}, {@code restoring}, {@code rebalancing}, {@code running} or {@code failed}
 * @param detail for a human: how far a restore or a reindex is, that it is too far behind, or what failed
 */
public record IndexStatus(State state, String detail) {
    /** The states that tell a caller what to expect. */
    public enum State {
        STARTING,
        RESTORING,
        REBALANCING,
        RUNNING,
        FAILED
    }
}
