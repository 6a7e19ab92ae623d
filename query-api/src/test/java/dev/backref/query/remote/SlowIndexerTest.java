package dev.backref.query.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.remote.LookupReply;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Topic;
import dev.backref.query.Pages;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whom a lookup asks beside an indexer that takes its time. */
class SlowIndexerTest {
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Digest SUBJECT = RemoteIndexTest.digest("subject");
    private static final int PARTITION = Topic.partitionOf(SUBJECT.toString(), PARTITIONS);

    private final Vertx vertx = Vertx.vertx();
    private final Indexers indexers = new Indexers(Clock.systemUTC());
    private final RemoteIndex index =
            new RemoteIndex(PARTITIONS, indexers, vertx, () -> FakeIndexer.SECRET, Clock.systemUTC());

    @AfterEach
    void close() {
        index.close();
        vertx.close().await();
    }

    @Test
    void waitsForOneThatIsOnlySlow() {
        FakeIndexer slow = echoing("slow", Duration.ofMillis(2_500));
        indexers.heard(slow.active(PARTITION), 1);
        assertThat(answer().page()).isEqualTo(Pages.of("slow"));
        assertThat(slow.batches).as("asked once").hasValue(1);
    }

    @Test
    void suspectsNobodyWhoHasAnswered() throws InterruptedException {
        indexers.heard(echoing("works", Duration.ofMillis(1)).active(PARTITION), 1);
        indexers.heard(echoing("follows", Duration.ofMillis(1)).standby(PARTITION), 1);
        assertThat(answer().page()).isEqualTo(Pages.of("works"));
        Thread.sleep(1_200); // Longer than one is asked alone.
        assertThat(answer().page()).isEqualTo(Pages.of("works"));
    }

    @Test
    void leavesTheTimersOfOthersAlone() {
        CompletableFuture<Boolean> rang = new CompletableFuture<>();
        Vertx own = Vertx.vertx();
        own.setTimer(1_000, late -> rang.complete(true)); // The first of all, whose number is the least.
        indexers.heard(echoing("works", Duration.ofMillis(1)).active(PARTITION), 1);
        try (RemoteIndex fresh =
                new RemoteIndex(PARTITIONS, indexers, own, () -> FakeIndexer.SECRET, Clock.systemUTC())) {
            fresh.referrers(RemoteIndexTest.query(SUBJECT, PATIENCE))
                    .toCompletableFuture()
                    .join();
            assertThat(rang).succeedsWithin(PATIENCE);
        }
        own.close().await();
    }

    @Test
    void takesTheFirstAnswerOfSeveral() {
        indexers.heard(echoing("slow", Duration.ofMillis(1_500)).active(PARTITION), 1);
        indexers.heard(FakeIndexer.hanging(vertx, "hangs").standby(PARTITION), 1);
        assertThat(answer().page()).isEqualTo(Pages.of("slow"));
    }

    private FakeIndexer echoing(String name, Duration after) {
        return new FakeIndexer(
                vertx, name, (number, batch) -> LookupReply.of(number, RemoteIndexTest.echo(name)), after);
    }

    private LocationAnswer answer() {
        return index.referrers(RemoteIndexTest.query(SUBJECT, PATIENCE))
                .toCompletableFuture()
                .join();
    }
}
