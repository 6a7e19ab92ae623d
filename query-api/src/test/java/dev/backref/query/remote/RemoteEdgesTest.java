package dev.backref.query.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.EdgesAnswer;
import dev.backref.indexer.contract.EdgesQuery;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.indexer.contract.remote.Lookup;
import dev.backref.indexer.contract.remote.LookupReply;
import dev.backref.ingest.contract.Location;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The edges of a partition, which those that have it are asked for. */
class RemoteEdgesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final EdgesAnswer.Place PLACE = new EdgesAnswer.Place(
            RemoteIndexTest.digest("s"), RemoteIndexTest.digest("r"), new Location("local", "app"));

    private final Vertx vertx = Vertx.vertx();
    private final Indexers indexers = new Indexers(Clock.systemUTC());
    private final RemoteIndex index = new RemoteIndex(4, indexers, vertx, () -> FakeIndexer.SECRET, Clock.systemUTC());

    @AfterEach
    void close() {
        index.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void asksWhoeverHasThePartition() {
        indexers.heard(echoing("has it").standby(3), 1);
        indexers.heard(echoing("has others").active(0, 1, 2), 2);
        Position least = new Position(Position.GENERATION, 3, 7, Instant.EPOCH);
        Ask ask = new Ask(Caller.ANYONE, Instant.now().plus(PATIENCE), Optional.of(least));
        EdgesQuery query = new EdgesQuery(3, Optional.empty(), Filter.NONE, Optional.of(PLACE), 1_000, ask);
        assertThat(index.edges(query)).succeedsWithin(PATIENCE).satisfies(answer -> {
            assertThat(answer.position()).isEqualTo(least);
            assertThat(answer.next()).contains(PLACE);
        });
    }

    /** Says of what it was asked where it is and how old it may be. */
    private FakeIndexer echoing(String name) {
        return new FakeIndexer(vertx, name, (number, batch) -> {
            Lookup.OfEdges asked = (Lookup.OfEdges) batch.lookups().get(number);
            return LookupReply.of(
                    number,
                    new EdgesAnswer(
                            asked.atLeast().orElseThrow(),
                            ServedBy.STANDBY,
                            List.of(),
                            name.equals("has it") ? asked.after() : Optional.empty()));
        });
    }
}
