package dev.backref.indexer.contract;

import java.util.concurrent.CompletionStage;

/**
 * What the index knows of registries and their repositories, and what sweeps have told of them. It may be in this process
 * or in others; every part of the index can tell it, each as far as that part has come.
 *
 * <p>A lookup that cannot be answered fails with {@link IndexUnavailable}; a cursor that is not of this listing, or a
 * position that the answer must not be older than, with {@link IllegalArgumentException}: positions are of subjects.
 */
public interface RegistryIndex {
    /** Every registry that the index has heard of, in the order of their names. */
    CompletionStage<RegistriesAnswer> registries(Ask ask);

    /** Repositories of a registry that the caller may see, in the order of their names. */
    CompletionStage<RepositoriesAnswer> repositories(RepositoriesQuery query);
}
