package dev.backref.query.registries;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.RegistriesAnswer;
import dev.backref.indexer.contract.RegistryIndex;
import dev.backref.indexer.contract.RepositoriesAnswer;
import dev.backref.indexer.contract.RepositoriesQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** An index that answers what a test says, and remembers what it was asked. */
final class FakeRegistryIndex implements RegistryIndex {
    final List<RepositoriesQuery> queries = new ArrayList<>();
    Function<Ask, CompletionStage<RegistriesAnswer>> ofRegistries =
            ask -> CompletableFuture.failedStage(new IllegalStateException("not said"));
    Function<RepositoriesQuery, CompletionStage<RepositoriesAnswer>> ofRepositories =
            query -> CompletableFuture.failedStage(new IllegalStateException("not said"));

    @Override
    public CompletionStage<RegistriesAnswer> registries(Ask ask) {
        return ofRegistries.apply(ask);
    }

    @Override
    public CompletionStage<RepositoriesAnswer> repositories(RepositoriesQuery query) {
        queries.add(query);
        return ofRepositories.apply(query);
    }
}
