package dev.backref.query.gate;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.RegistriesAnswer;
import dev.backref.indexer.contract.RegistryIndex;
import dev.backref.indexer.contract.RegistryKnowledge;
import dev.backref.indexer.contract.RepositoriesAnswer;
import dev.backref.indexer.contract.RepositoriesQuery;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.ingest.contract.Digest;
import dev.backref.query.decisions.DecisionLog;
import dev.backref.query.decisions.Decisions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;

/** A topic of decisions as a test sees it: what was written, under offsets from 0 on, as long as the broker is there. */
final class KeptDecisions implements DecisionLog, RegistryIndex {
    /** For who wants no records. */
    static final Records NOBODYS = new KeptDecisions().records();

    /** For who names digests only. */
    static final Images NO_IMAGES = new Images(
            ImageNames.NONE,
            (tag, over) -> CompletableFuture.failedStage(new IllegalStateException("nobody asks for tags")));

    static final int PARTITION = 3;

    final List<byte[]> written = new CopyOnWriteArrayList<>();
    volatile boolean away;
    volatile boolean refuses;
    volatile boolean knowsNothing;
    private volatile List<RegistryKnowledge> known = List.of();
    private volatile int asked;

    Records records() {
        return new Records(
                new Decisions(this, Duration.ofSeconds(5)), this, Map.of("local", URI.create("http://local:5000")));
    }

    /** Says from now on that this is known of registries. */
    void knows(RegistryKnowledge... registries) {
        known = List.of(registries);
    }

    /** How often it was asked of registries. */
    int asked() {
        return asked;
    }

    @Override
    public synchronized CompletionStage<Place> append(Digest subject, byte[] record) {
        if (away) {
            return CompletableFuture.failedStage(new RejectedExecutionException("the broker is away"));
        }
        if (refuses) {
            return CompletableFuture.failedStage(new IllegalStateException("there is no right to write"));
        }
        written.add(record);
        return CompletableFuture.completedStage(new Place(PARTITION, written.size() - 1L));
    }

    @Override
    public CompletionStage<Optional<byte[]>> read(Place place) {
        if (away) {
            return CompletableFuture.failedStage(new RejectedExecutionException("the broker is away"));
        }
        boolean there = place.partition() == PARTITION && place.offset() < written.size();
        return CompletableFuture.completedStage(
                there ? Optional.of(written.get((int) place.offset())) : Optional.empty());
    }

    @Override
    public synchronized CompletionStage<RegistriesAnswer> registries(Ask ask) {
        asked++;
        if (knowsNothing) {
            return CompletableFuture.failedStage(new IndexUnavailable("nobody answers", Duration.ofSeconds(1)));
        }
        return CompletableFuture.completedStage(new RegistriesAnswer(ServedBy.ACTIVE, known));
    }

    @Override
    public CompletionStage<RepositoriesAnswer> repositories(RepositoriesQuery query) {
        return CompletableFuture.failedStage(new IllegalStateException("nobody asks for that"));
    }
}
