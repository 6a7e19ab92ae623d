package dev.backref.ingest.sweep;

import dev.backref.ingest.contract.ListedSource;
import io.vertx.core.Future;

/**
 * Lists what a registry holds, as far as it lets itself be listed. Never blocks the caller; expected failures are in the
 * value. A future that fails tells of something here that is broken, such as a full disk.
 */
public interface Lister {
    /** The names of all repositories, also of some that were deleted: registries keep the names of empty ones. */
    Future<Listed> repositories();

    /**
     * What stands in a repository: lines that {@link ListedSource} reads.
     *
     * @throws IllegalArgumentException quoting what is no repository's name
     */
    Future<Listed> sources(String repository);
}
