package dev.backref.ingest.sweep;

import dev.backref.ingest.registry.PageAddress;
import java.util.Optional;

/**
 * What a registry's own API lists beyond the one that all registries have. It is asked besides that one, never instead:
 * what it names is looked at, but no absence from it proves anything.
 */
public interface OwnApi {
    /** Where the repositories are listed that the account may see, for accounts that may not see the catalogue. */
    PageAddress repositories();

    /** Where more sources of a repository are listed; empty where there can be none. */
    Optional<PageAddress> sources(String repository);

    /** To be told that it refuses, or is not there: the sweep goes on without it. */
    void refused(String what);
}
