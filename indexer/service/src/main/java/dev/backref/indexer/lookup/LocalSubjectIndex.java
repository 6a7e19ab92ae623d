package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.ChecksAnswer;
import dev.backref.indexer.contract.ChecksQuery;
import dev.backref.indexer.contract.EdgesAnswer;
import dev.backref.indexer.contract.EdgesQuery;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.PlacesAnswer;
import dev.backref.indexer.contract.PlacesQuery;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.RegistriesAnswer;
import dev.backref.indexer.contract.RegistryIndex;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.indexer.contract.RelationsQuery;
import dev.backref.indexer.contract.RepositoriesAnswer;
import dev.backref.indexer.contract.RepositoriesQuery;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/**
 * Lookups in the stores of this process. They run on threads of their own, because RocksDB can wait for a disk; a queue
 * that is full says so at once.
 */
public final class LocalSubjectIndex implements SubjectIndex, RegistryIndex, AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final long POLL_MS = 5;
    private static final int QUEUE = 1_000;

    private final SubjectStores stores;
    private final Clock clock;
    private final ThreadPoolExecutor workers;

    /**
     * Lookups on so many threads.
     *
     * @param clock by which deadlines are told
     */
    public LocalSubjectIndex(SubjectStores stores, int threads, Clock clock) {
        this.stores = stores;
        this.clock = clock;
        AtomicInteger count = new AtomicInteger();
        this.workers =
                new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), task -> {
                    Thread thread = new Thread(task, "backref-lookup-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    @Override
    public CompletionStage<LocationAnswer> referrers(LocationQuery query) {
        return answer(
                query.subject(),
                query.ask(),
                rows -> new LocationLookup(rows, query, new Visibility(query.ask(), clock)).answer());
    }

    @Override
    public CompletionStage<SubjectAnswer> subject(SubjectQuery query) {
        return answer(
                query.subject(),
                query.ask(),
                rows -> new SubjectLookup(rows, query, new Visibility(query.ask(), clock)).answer());
    }

    @Override
    public CompletionStage<RelationsAnswer> relations(RelationsQuery query) {
        return answer(
                query.subject(),
                query.ask(),
                rows -> new RelationsLookup(rows, query, new Visibility(query.ask(), clock)).answer());
    }

    @Override
    public CompletionStage<PlacesAnswer> places(PlacesQuery query) {
        return answer(
                query.subject(),
                query.ask(),
                rows -> new PlacesLookup(rows.table(), query, new Visibility(query.ask(), clock)).answer());
    }

    @Override
    public CompletionStage<ChecksAnswer> checks(ChecksQuery query) {
        return answer(
                query.subject(),
                query.ask(),
                rows -> new ChecksLookup(rows.table(), query, new Visibility(query.ask(), clock)).answer());
    }

    @Override
    public CompletionStage<EdgesAnswer> edges(EdgesQuery query) {
        boolean isElsewhere = query.subject()
                .filter(subject -> partition(subject) != query.partition())
                .isPresent();
        return isElsewhere || query.partition() >= stores.partitions()
                ? CompletableFuture.failedStage(new IllegalArgumentException(
                        "not a partition of this index, or of this subject: " + query.partition()))
                : ofPartition(
                        query.partition(),
                        query.ask(),
                        rows -> new EdgesLookup(rows, query, new Visibility(query.ask(), clock)).answer());
    }

    @Override
    public CompletionStage<RegistriesAnswer> registries(Ask ask) {
        return anywhere(ask, rows -> new RegistryLookup(rows).registries());
    }

    @Override
    public CompletionStage<RepositoriesAnswer> repositories(RepositoriesQuery query) {
        return anywhere(
                query.ask(), rows -> new RegistryLookup(rows).repositories(query, new Visibility(query.ask(), clock)));
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }

    private <A> CompletionStage<A> answer(Digest subject, Ask ask, Function<SubjectRows, A> lookup) {
        return ofPartition(partition(subject), ask, lookup);
    }

    private int partition(Digest subject) {
        return Topic.partitionOf(subject.toString(), stores.partitions());
    }

    private <A> CompletionStage<A> ofPartition(int partition, Ask ask, Function<SubjectRows, A> lookup) {
        CompletableFuture<A> answer = new CompletableFuture<>();
        if (ask.atLeast().filter(position -> isForeign(position, partition)).isPresent()) {
            return CompletableFuture.failedStage(new IllegalArgumentException(
                    "a position of another subject or index: \"" + ask.atLeast().get() + "\""));
        }
        Function<SubjectStores, SubjectRows> ofSubject = from -> from.rows(partition);
        submit(answer, () -> attempt(ofSubject, ask, lookup, answer));
        return answer;
    }

    private <A> CompletionStage<A> anywhere(Ask ask, Function<SubjectRows, A> lookup) {
        if (ask.atLeast().isPresent()) {
            return CompletableFuture.failedStage(new IllegalArgumentException(
                    "a position says nothing of registries: \"" + ask.atLeast().get() + "\""));
        }
        CompletableFuture<A> answer = new CompletableFuture<>();
        submit(answer, () -> attempt(SubjectStores::any, ask, lookup, answer));
        return answer;
    }

    private <A> void attempt(
            Function<SubjectStores, SubjectRows> from,
            Ask ask,
            Function<SubjectRows, A> lookup,
            CompletableFuture<A> answer) {
        if (clock.instant().isAfter(ask.deadline())) {
            answer.completeExceptionally(new IndexUnavailable("no answer before the deadline", SOON));
            return;
        }
        try {
            SubjectRows rows = from.apply(stores);
            if (ask.atLeast().isPresent()
                    && rows.position().offset() < ask.atLeast().get().offset()) {
                CompletableFuture.delayedExecutor(POLL_MS, TimeUnit.MILLISECONDS, task -> submit(answer, task))
                        .execute(() -> attempt(from, ask, lookup, answer));
                return;
            }
            answer.complete(lookup.apply(rows));
        } catch (InvalidStateStoreException moved) {
            answer.completeExceptionally(new IndexUnavailable("the rows are moving elsewhere", SOON));
        } catch (RuntimeException failed) {
            answer.completeExceptionally(failed);
        }
    }

    private void submit(CompletableFuture<?> answer, Runnable task) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException full) {
            answer.completeExceptionally(new IndexUnavailable("too many lookups at once", SOON));
        }
    }

    private static boolean isForeign(Position position, int partition) {
        return position.generation() != Position.GENERATION || position.partition() != partition;
    }
}
