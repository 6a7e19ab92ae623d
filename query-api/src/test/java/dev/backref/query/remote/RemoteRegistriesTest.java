package dev.backref.query.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.RegistriesAnswer;
import dev.backref.indexer.contract.RegistryKnowledge;
import dev.backref.indexer.contract.RepositoriesAnswer;
import dev.backref.indexer.contract.RepositoriesQuery;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.remote.Indexer;
import dev.backref.indexer.contract.remote.Lookup;
import dev.backref.indexer.contract.remote.LookupReply;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is asked of registries, of which every indexer has all. */
class RemoteRegistriesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final RepositoriesAnswer NO_REPOSITORIES =
            new RepositoriesAnswer(ServedBy.ACTIVE, List.of(), Optional.empty());

    private final Vertx vertx = Vertx.vertx();
    private final Indexers indexers = new Indexers(Clock.systemUTC());
    private final RemoteIndex index = new RemoteIndex(4, indexers, vertx, () -> FakeIndexer.SECRET, Clock.systemUTC());

    @AfterEach
    void close() {
        index.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void asksWhoeverHasAnyPartOfTheIndexAboutRegistries() {
        RegistriesAnswer registries =
                new RegistriesAnswer(ServedBy.STANDBY, List.of(RegistryKnowledge.nothing("local")));
        RepositoriesAnswer repositories = new RepositoriesAnswer(ServedBy.ACTIVE, List.of(), Optional.of("cursor"));
        FakeIndexer has = new FakeIndexer(
                vertx,
                "has some",
                (number, batch) -> batch.lookups().get(number) instanceof Lookup.OfRepositories asked
                        ? LookupReply.of(number, asked.registry().equals("local") ? repositories : NO_REPOSITORIES)
                        : LookupReply.of(number, registries));
        FakeIndexer gone = saysNothing("gone");
        Indexer announced = gone.active(3);
        gone.close();
        indexers.heard(announced, 2);
        indexers.heard(saysNothing("has none").active(), 3);
        indexers.heard(has.standby(2), 1);

        Ask ask = new Ask(Caller.ANYONE, Instant.now().plus(PATIENCE), Optional.empty());
        assertThat(index.registries(ask)).succeedsWithin(PATIENCE).isEqualTo(registries);
        RepositoriesQuery query =
                new RepositoriesQuery("local", RepositoriesQuery.Filter.ALL, Optional.empty(), 5, ask);
        assertThat(index.repositories(query)).succeedsWithin(PATIENCE).isEqualTo(repositories);
    }

    @Test
    void neverAnswersThatNothingIsKnownOfRegistriesWhenNobodyAnswers() {
        Ask ask = new Ask(Caller.ANYONE, Instant.now().plusMillis(300), Optional.empty());
        assertThat(index.registries(ask))
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withCauseInstanceOf(IndexUnavailable.class);
    }

    private FakeIndexer saysNothing(String name) {
        return new FakeIndexer(vertx, name, (number, batch) -> LookupReply.of(number, NO_REPOSITORIES));
    }
}
