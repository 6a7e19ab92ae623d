package dev.backref.query.gate;

import static dev.backref.query.requirement.PlayedEvidence.SUBJECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Position;
import dev.backref.query.requirement.Decision;
import dev.backref.query.requirement.PlayedEvidence;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaiterTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final PlayedArrivals arrivals = new PlayedArrivals();
    private final List<Promise<Decision>> looks = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Decision> answer = new CompletableFuture<>();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** What began before the end may not show what changed before it; what changes behind the end is nobody's concern. */
    @Test
    void looksOnceMoreWhereAChangeAndTheEndComeWhileItLooks() throws Exception {
        CompletableFuture<Void> isOver = new CompletableFuture<>();
        context.runOnContext(begun -> {
            Waiter waiter = new Waiter(context, arrivals, Set.of(Kind.SBOM), notBefore -> {
                Optional<Position> unused = notBefore.apply(SUBJECT);
                Promise<Decision> look = Promise.promise();
                looks.add(look);
                return look.future();
            });
            waiter.answer().onComplete(answer::complete, answer::completeExceptionally);
            waiter.begin(Duration.ofMillis(1));
            // On the same event loop, behind the end.
            vertx.setTimer(2, passed -> isOver.complete(null));
        });
        isOver.get(20, TimeUnit.SECONDS);
        arrivals.change(SUBJECT, Kind.SBOM);
        Decision before = new PlayedEvidence().decide("sbom");
        Decision after = new PlayedEvidence().decide("sbom,vex");
        context.runOnContext(now -> looks.get(0).complete(before));
        Awaitility.await().until(() -> looks.size() == 2);
        arrivals.change(SUBJECT, Kind.SBOM);
        context.runOnContext(now -> looks.get(1).complete(after));
        assertThat(answer.get(20, TimeUnit.SECONDS)).isSameAs(after);
        assertThat(looks).hasSize(2);
        assertThat(arrivals.followers()).isZero();
    }
}
