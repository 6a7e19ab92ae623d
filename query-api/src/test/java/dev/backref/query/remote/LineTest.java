package dev.backref.query.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationKnowledge;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.remote.LookupBatch;
import dev.backref.indexer.contract.remote.LookupReply;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.query.Pages;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The way to one indexer must stay open, whatever becomes of what is on it. */
class LineTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Position POSITION = new Position(1, 0, 5, Instant.EPOCH);

    private final Vertx vertx = Vertx.vertx();
    private final Indexers indexers = new Indexers(Clock.systemUTC());

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void isNotClosedByThoseThatWaitForAPosition() {
        FakeIndexer owner = owner(batch ->
                batch.lookups().stream().allMatch(lookup -> lookup.atLeast().isEmpty()));
        indexers.heard(owner.active(0), 1);
        try (RemoteIndex index = new RemoteIndex(1, indexers, vertx, () -> FakeIndexer.SECRET, Clock.systemUTC())) {
            List<CompletionStage<LocationAnswer>> waiting = new ArrayList<>();
            for (int each = 0; each < 10 * Line.MOST_BATCHES; each++) {
                waiting.add(index.referrers(query(PATIENCE, Optional.of(POSITION))));
            }
            assertThat(index.referrers(query(PATIENCE, Optional.empty()))).succeedsWithin(PATIENCE);
            assertThat(waiting).noneMatch(each -> each.toCompletableFuture().isDone());
        }
    }

    @Test
    void asksOnOnceTheSecretIsThereAgain() {
        indexers.heard(owner(batch -> true).active(0), 1);
        AtomicBoolean away = new AtomicBoolean(true);
        Supplier<String> secret = () -> {
            if (away.get()) {
                throw new UncheckedIOException(new IOException("no such file"));
            }
            return FakeIndexer.SECRET;
        };
        try (RemoteIndex moved = new RemoteIndex(1, indexers, vertx, secret, Clock.systemUTC())) {
            for (int batches = 0; batches < 10; batches++) {
                assertThat(moved.referrers(query(Duration.ofMillis(50), Optional.empty())))
                        .failsWithin(PATIENCE)
                        .withThrowableThat()
                        .withCauseInstanceOf(IndexUnavailable.class);
            }
            away.set(false);
            assertThat(moved.referrers(query(PATIENCE, Optional.empty()))).succeedsWithin(PATIENCE);
        }
    }

    private FakeIndexer owner(Predicate<LookupBatch> answers) {
        LocationAnswer answer = new LocationAnswer(
                LocationKnowledge.NOTHING, Pages.of("owner"), Optional.empty(), POSITION, ServedBy.ACTIVE);
        return new FakeIndexer(vertx, "owner", (number, batch) -> LookupReply.of(number, answer), answers);
    }

    private static LocationQuery query(Duration patience, Optional<Position> atLeast) {
        Ask ask = new Ask(Caller.ANYONE, Instant.now().plus(patience), atLeast);
        Digest subject = Digest.sha256(new byte[0]);
        return new LocationQuery(new Location("local", "app"), subject, Set.of(), Optional.empty(), 1_000, ask);
    }
}
