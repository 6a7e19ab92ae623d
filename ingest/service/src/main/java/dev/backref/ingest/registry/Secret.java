package dev.backref.ingest.registry;

import java.util.Optional;

/**
 * A secret that the operator named by where it stands. It is asked for at each use, so that one kept in a file can be
 * changed while Backref runs, and it never shows itself in a log.
 */
@FunctionalInterface
public interface Secret {
    /** The secret's text as it is now; never logged, never kept. */
    String reveal();

    /** Where the operator said that it stands, as {@code env:NAME} or {@code file:PATH} with the whole path; empty where nobody did. */
    default String place() {
        return "";
    }

    /** The one that this one replaces, as long as both are good. */
    default Optional<Secret> previous() {
        return Optional.empty();
    }

    /** This secret, while another is good as well: both ends of a webhook cannot be changed at the same moment. */
    default Secret replacing(Secret previous) {
        Secret current = this;
        return new Secret() {
            @Override
            public String reveal() {
                return current.reveal();
            }

            @Override
            public String place() {
                return current.place();
            }

            @Override
            public Optional<Secret> previous() {
                return Optional.of(previous);
            }
        };
    }
}
