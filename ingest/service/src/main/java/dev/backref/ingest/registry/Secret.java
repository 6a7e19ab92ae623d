package dev.backref.ingest.registry;

/**
 * A secret that the operator named by where it stands. It is asked for at each use, so that one kept in a file can be
 * changed while Backref runs, and it never shows itself in a log.
 */
@FunctionalInterface
public interface Secret {
    /** The secret's text as it is now; never logged, never kept. */
    String reveal();
}
