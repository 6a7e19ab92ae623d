package dev.backref.query.remote;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.ChecksAnswer;
import dev.backref.indexer.contract.ChecksQuery;
import dev.backref.indexer.contract.EdgesAnswer;
import dev.backref.indexer.contract.EdgesQuery;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.PlacesAnswer;
import dev.backref.indexer.contract.PlacesQuery;
import dev.backref.indexer.contract.RegistriesAnswer;
import dev.backref.indexer.contract.RegistryIndex;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.indexer.contract.RelationsQuery;
import dev.backref.indexer.contract.RepositoriesAnswer;
import dev.backref.indexer.contract.RepositoriesQuery;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.remote.Indexer;
import dev.backref.indexer.contract.remote.Lookup;
import dev.backref.indexer.contract.remote.LookupReply;
import dev.backref.ingest.contract.KafkaCluster;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The index where other processes hold it. It has no state that a restart would miss: who has what is read from a topic,
 * and asked over HTTP.
 */
public final class RemoteIndex implements SubjectIndex, RegistryIndex, AutoCloseable {
    private static final int CONNECT_MS = 1_000;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final int partitions;
    private final Vertx vertx;
    private final Clock clock;
    private final Supplier<String> secret;
    private final HttpClient http;
    private final Context context;
    private final Indexers indexers;
    private final Map<URI, Line> lines = new HashMap<>(); // Used on the context only.
    private @Nullable IndexersTopic topic;

    RemoteIndex(int partitions, Indexers indexers, Vertx vertx, Supplier<String> secret, Clock clock) {
        this.partitions = partitions;
        this.indexers = indexers;
        this.vertx = vertx;
        this.clock = clock;
        this.secret = secret;
        this.http = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(CONNECT_MS),
                new PoolOptions().setHttp1MaxSize(Line.CONNECTIONS));
        this.context = vertx.getOrCreateContext();
    }

    /**
     * Begins to find out who has what.
     *
     * @param secret that every process of this Backref shares
     * @param clock by which deadlines are told
     */
    public static RemoteIndex on(
            KafkaCluster cluster, Vertx vertx, Supplier<String> secret, MeterRegistry meters, Clock clock) {
        RemoteIndex index = new RemoteIndex(cluster.partitions(), new Indexers(clock), vertx, secret, clock);
        index.topic = new IndexersTopic(cluster, index.indexers, meters);
        return index;
    }

    @Override
    public CompletionStage<LocationAnswer> referrers(LocationQuery query) {
        return ask(Lookup.AtLocation.of(query), query.ask(), LookupReply::location);
    }

    @Override
    public CompletionStage<SubjectAnswer> subject(SubjectQuery query) {
        return ask(Lookup.OfSubject.of(query), query.ask(), LookupReply::subject);
    }

    @Override
    public CompletionStage<RelationsAnswer> relations(RelationsQuery query) {
        return ask(Lookup.OfRelations.of(query), query.ask(), LookupReply::relations);
    }

    @Override
    public CompletionStage<PlacesAnswer> places(PlacesQuery query) {
        return ask(Lookup.OfPlaces.of(query), query.ask(), LookupReply::places);
    }

    @Override
    public CompletionStage<ChecksAnswer> checks(ChecksQuery query) {
        return ask(Lookup.OfChecks.of(query), query.ask(), LookupReply::checks);
    }

    @Override
    public CompletionStage<EdgesAnswer> edges(EdgesQuery query) {
        return ask(Lookup.OfEdges.of(query), query.ask(), LookupReply::edges);
    }

    @Override
    public CompletionStage<RegistriesAnswer> registries(Ask ask) {
        return ask(new Lookup.OfRegistries(ask.atLeast()), ask, LookupReply::registries);
    }

    @Override
    public CompletionStage<RepositoriesAnswer> repositories(RepositoriesQuery query) {
        return ask(Lookup.OfRepositories.of(query), query.ask(), LookupReply::repositories);
    }

    /** How many partitions nobody is known to answer for. */
    public int missing() {
        return (int) IntStream.range(0, partitions)
                .filter(partition -> indexers.of(partition).isEmpty())
                .count();
    }

    @Override
    public void close() {
        if (topic != null) {
            topic.close();
        }
        http.close().toCompletionStage().toCompletableFuture().join();
    }

    private <A> CompletionStage<A> ask(Lookup lookup, Ask ask, Function<LookupReply, Optional<A>> answer) {
        if (ask.caller() != Caller.ANYONE) {
            return CompletableFuture.failedStage(new IndexUnavailable("this caller cannot be named to others", SOON));
        }
        OptionalInt partition = lookup.partition(partitions);
        CompletableFuture<A> answered = new CompletableFuture<>();
        context.runOnContext(begun -> new Pursuit(new Ways(), lookup, partition, ask.deadline())
                .begin()
                .map(reply -> answer.apply(reply).orElseThrow(RemoteIndex::otherAnswer))
                .onComplete(answered::complete, answered::completeExceptionally));
        return answered;
    }

    private static IndexUnavailable otherAnswer() {
        return new IndexUnavailable("an indexer answered something else", SOON);
    }

    private final class Ways implements Pursuit.Ways {
        @Override
        public Vertx vertx() {
            return vertx;
        }

        @Override
        public Clock clock() {
            return clock;
        }

        @Override
        public Indexers indexers() {
            return indexers;
        }

        @Override
        public Line to(Indexer indexer) {
            return lines.computeIfAbsent(indexer.address(), address -> new Line(vertx, http, indexer, secret));
        }
    }
}
