package dev.backref.indexer;

import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.contract.RegistryIndex;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.facts.FactsTopic;
import dev.backref.indexer.lag.IndexLag;
import dev.backref.indexer.lag.LagWatch;
import dev.backref.indexer.lag.Standstill;
import dev.backref.indexer.lookup.CurrentAnswers;
import dev.backref.indexer.lookup.LocalSubjectIndex;
import dev.backref.indexer.lookup.RememberedAnswers;
import dev.backref.indexer.reindex.ReindexProgress;
import dev.backref.indexer.subject.Revisions;
import dev.backref.ingest.contract.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The index while it runs: its streams, its lookups and its health. */
public final class Index implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Index.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KafkaStreams streams;
    private final RestoreProgress restore = new RestoreProgress();
    private final ReindexProgress reindex = new ReindexProgress();
    private final StreamsStores stores;
    private final LocalSubjectIndex rows;
    private final CurrentAnswers lookups;
    private final IndexLag lag;
    private final LagWatch watch;
    private final Standstill standstill = new Standstill(StreamsConfiguration.SESSION);
    private final KafkaStreamsMetrics metrics;
    private final StateAge age;
    private volatile @Nullable String failure;

    public Index(IndexSettings settings, MeterRegistry meters) {
        age = new StateAge(settings.state(), Clock.systemUTC());
        StreamsConfiguration config = new StreamsConfiguration(settings);
        Revisions revisions = new Revisions();
        streams = new KafkaStreams(
                new IndexTopology(settings.cluster(), meters, revisions, reindex).get(),
                config.asConfig(),
                new StreamsClients(new LostInputs(settings.cluster(), Clock.systemUTC())));
        streams.setGlobalStateRestoreListener(restore);
        streams.setUncaughtExceptionHandler(this::failed);
        stores = new StreamsStores(streams, settings.cluster().partitions(), standstill, this::status);
        rows = new LocalSubjectIndex(stores, settings.effort().lookupThreads(), Clock.systemUTC());
        lag = new IndexLag(settings.cluster(), Clock.systemUTC());
        watch = new LagWatch(settings.cluster(), config.applicationId(), lag);
        watch.bindTo(meters, Clock.systemUTC());
        long answers = settings.effort().answers();
        lookups = new CurrentAnswers(
                answers == 0 ? rows : new RememberedAnswers(rows, revisions, answers, meters),
                standstill,
                lag,
                settings.effort().freshness().longestLag(),
                Clock.systemUTC());
        metrics = new KafkaStreamsMetrics(streams);
        metrics.bindTo(meters);
        reindex.bindTo(meters);
    }

    /** The topics that the index reads and writes between its halves and for others. */
    public static List<Topic> topics() {
        return List.of(
                FactsTopic.SUBJECT_FACTS,
                IndexTopics.CHANGES,
                IndexTopics.INDEXERS,
                IndexTopics.REINDEX,
                IndexTopics.DECISIONS,
                IndexTopics.VERIFICATIONS);
    }

    /** Begins to work; returns before anything is restored. */
    public void start() {
        if (age.isTooOld()) {
            LOG.warn("the stores were not in use for days and may have missed deletes; they are built anew");
            streams.cleanUp();
            beginAnew();
        }
        streams.start();
        watch.start(this::follows);
        standstill.start();
    }

    /** Behind the removal: who is killed in between removes once more. */
    private void beginAnew() {
        try {
            age.beginAnew();
        } catch (IOException failed) {
            throw new UncheckedIOException("the stores cannot be marked as new", failed);
        }
    }

    private void follows() {
        if (!age.follow()) {
            failure = "the stores did not follow the log for days; begin again";
        }
    }

    /** The lookups in what this process holds. */
    public SubjectIndex lookups() {
        return lookups;
    }

    /** What this process knows of registries. */
    public RegistryIndex registries() {
        return rows;
    }

    /**
     * The partitions of subjects that this process can answer for now. Asks the broker how far behind its standbys are,
     * if it has any: not for an event loop.
     */
    public Holdings holdings() {
        return stores.holdings();
    }

    /** How the index is now. */
    public IndexStatus status() {
        String failed = failure;
        if (failed != null) {
            return new IndexStatus(IndexStatus.State.FAILED, failed);
        }
        Optional<String> restoring = restore.now();
        if (restoring.isPresent()) {
            return new IndexStatus(IndexStatus.State.RESTORING, restoring.get());
        }
        return switch (streams.state()) {
            case RUNNING ->
                lag.measured().isPresent()
                        ? new IndexStatus(
                                IndexStatus.State.RUNNING,
                                lookups.trouble().or(reindex::now).orElse(""))
                        : new IndexStatus(IndexStatus.State.STARTING, "how far it is behind is not known yet");
            case REBALANCING -> new IndexStatus(IndexStatus.State.REBALANCING, "partitions are being assigned");
            case CREATED -> new IndexStatus(IndexStatus.State.STARTING, "");
            default -> new IndexStatus(IndexStatus.State.FAILED, "streams are " + streams.state());
        };
    }

    @Override
    public void close() {
        standstill.close();
        watch.close();
        rows.close();
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
}
