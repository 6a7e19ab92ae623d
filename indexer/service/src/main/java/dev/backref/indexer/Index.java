package dev.backref.indexer;

import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.facts.FactsTopic;
import dev.backref.indexer.lookup.LocalSubjectIndex;
import dev.backref.indexer.lookup.SubjectStores;
import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.SubjectHalf;
import dev.backref.ingest.contract.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The index while it runs: its streams, its lookups and its health. */
public final class Index implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Index.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(2);

    private final KafkaStreams streams;
    private final RestoreProgress restore = new RestoreProgress();
    private final LocalSubjectIndex lookups;
    private final KafkaStreamsMetrics metrics;
    private volatile @Nullable String failure;

    public Index(IndexSettings settings, MeterRegistry meters) {
        StreamsConfiguration config = new StreamsConfiguration(settings);
        streams = new KafkaStreams(new IndexTopology(settings.cluster(), meters).get(), config.asConfig());
        streams.setGlobalStateRestoreListener(restore);
        streams.setUncaughtExceptionHandler(this::failed);
        lookups = new LocalSubjectIndex(
                new Stores(settings.cluster().partitions()), settings.effort().lookupThreads(), Clock.systemUTC());
        metrics = new KafkaStreamsMetrics(streams);
        metrics.bindTo(meters);
    }

    /** The topics that the index reads and writes between its halves and for others. */
    public static List<Topic> topics() {
        return List.of(FactsTopic.SUBJECT_FACTS, IndexTopics.CHANGES);
    }

    /** Begins to work; returns before anything is restored. */
    public void start() {
        streams.start();
    }

    /** The lookups in what this process holds. */
    public SubjectIndex lookups() {
        return lookups;
    }

    /** How the index is now. */
    public IndexStatus status() {
        String failed = failure;
        if (failed != null) {
            return new IndexStatus(IndexStatus.State.FAILED, failed);
        }
        if (restore.isRestoring()) {
            return new IndexStatus(IndexStatus.State.RESTORING, restore.toString());
        }
        return switch (streams.state()) {
            case RUNNING -> new IndexStatus(IndexStatus.State.RUNNING, "");
            case REBALANCING -> new IndexStatus(IndexStatus.State.REBALANCING, "partitions are being assigned");
            case CREATED -> new IndexStatus(IndexStatus.State.STARTING, "");
            default -> new IndexStatus(IndexStatus.State.FAILED, "streams are " + streams.state());
        };
    }

    @Override
    public void close() {
        lookups.close();
        metrics.close();
        if (!streams.close(PATIENCE)) {
            LOG.warn("the index did not stop in time; what it had not committed is done again at the next start");
        }
    }

    /** A broker that was away for long costs a thread, which is replaced. Anything else could be wrong state: stop. */
    private StreamThreadExceptionResponse failed(Throwable thrown) {
        if (StreamsConfiguration.isTransient(thrown)) {
            LOG.atWarn().addKeyValue("error", thrown.toString()).log("a stream thread is replaced");
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        LOG.error("the index stops, because what it would write next could be wrong", thrown);
        failure = String.valueOf(thrown.getMessage());
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /** The stores of the streams, as far as they are here and restored. */
    private final class Stores implements SubjectStores {
        private final int partitions;

        Stores(int partitions) {
            this.partitions = partitions;
        }

        @Override
        public int partitions() {
            return partitions;
        }

        @Override
        public Table rows(int partition) {
            try {
                ReadOnlyKeyValueStore<Bytes, byte[]> store =
                        streams.store(StoreQueryParameters.<ReadOnlyKeyValueStore<Bytes, byte[]>>fromNameAndType(
                                        SubjectHalf.STORE, QueryableStoreTypes.keyValueStore())
                                .withPartition(partition));
                return new Table(store);
            } catch (InvalidStateStoreException | IllegalStateException notHere) {
                throw new IndexUnavailable("the index is " + describe(status()), SOON);
            }
        }

        private static String describe(IndexStatus status) {
            String word = status.state().name().toLowerCase(Locale.ROOT);
            return status.detail().isEmpty() ? word : word + ": " + status.detail();
        }
    }
}
