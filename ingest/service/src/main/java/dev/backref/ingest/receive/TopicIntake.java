package dev.backref.ingest.receive;

import dev.backref.ingest.contract.ClientMeters;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Topic;
import dev.backref.ingest.registry.RegistrySettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes webhooks that come by topics, as the hooks take those that come as requests. The topics are the user's: none is
 * made or altered, and one that is not there is waited for. All nodes share their partitions.
 *
 * <p>A thread of its own does it. Whatever fails, a broker that is away included, it begins again from what was committed
 * last; only {@link #close} ends it.
 */
public final class TopicIntake implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicIntake.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration RECOVERED = Duration.ofMinutes(1);
    private static final Duration TO_STOP = Duration.ofSeconds(3);

    /** Of one answer of a broker: two of the largest records. */
    private static final int LARGEST_FETCH = 2 * Topic.LARGEST_RECORD;

    /** Sizes of fetches are those of compressed records: this bounds the bodies that are in memory at once. */
    private static final int MOST_AT_ONCE = 4;

    private final IntakeSession.Crew crew;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Thread thread;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile IntakeStatus status = IntakeStatus.BEGINNING;
    private Duration pause = SHORTEST_PAUSE;
    private long failedAt = System.nanoTime();

    /**
     * @param beside the hooks, which count what comes either way as one
     * @param registries all that are configured; only those with a topic are told of by it
     * @param log that keeps deliveries; closing it is the caller's
     */
    public TopicIntake(
            Receiver beside,
            Collection<RegistrySettings> registries,
            KafkaCluster cluster,
            EventLog log,
            MeterRegistry meters,
            Clock clock) {
        this(
                beside,
                new IntakeRecords(cluster, new IntakeRoutes(registries)),
                log,
                meters,
                clock,
                () -> new KafkaConsumer<>(config(cluster), new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    /** @param consumers makes one for each session */
    TopicIntake(
            Receiver beside,
            IntakeRecords records,
            EventLog log,
            MeterRegistry meters,
            Clock clock,
            Supplier<Consumer<byte[], byte[]>> consumers) {
        this.crew = new IntakeSession.Crew(records, log, beside.metrics(), meters, now -> status = now, clock);
        this.consumers = consumers;
        this.thread = new Thread(this::live, "intake");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((ended, error) ->
                LOG.atError().setCause(error).log("the intake from topics has stopped; only a new process goes on"));
    }

    /** Names of the topics; where there is none, nothing has to be started. */
    public Set<String> topics() {
        return crew.records().routes().topics();
    }

    /** Begins to work, once. The broker need not be there yet. */
    public void start() {
        Gauge.builder("backref.intake.lag", () -> status.lag())
                .description("records of intake topics that are not taken yet")
                .register(crew.meters());
        thread.start();
    }

    public IntakeStatus status() {
        return status;
    }

    /** Stops within a few seconds. What is under way is taken again by whoever starts next. */
    @Override
    public void close() {
        stop.countDown();
        thread.interrupt();
        try {
            thread.join(TO_STOP.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.error("the thread of the intake does not end");
        }
    }

    private void live() {
        try {
            while (!stopped()) {
                try {
                    liveOnce();
                } catch (InterruptException interrupted) {
                    if (!stopped()) {
                        failed(interrupted);
                    }
                } catch (RuntimeException failure) { // Nothing is lost by any of them: what counts is on the broker.
                    failed(failure);
                }
            }
        } finally { // An error of the machine's too.
            status = status.stopped();
        }
    }

    private void liveOnce() {
        Consumer<byte[], byte[]> consumer = consumers.get();
        try (IntakeSession session = new IntakeSession(consumer, crew);
                ClientMeters meters = ClientMeters.of(consumer, crew.meters())) {
            LOG.atDebug().addKeyValue("meters", meters).log("the intake reads its topics");
            session.run(this::stopped);
        }
    }

    private void failed(RuntimeException failure) {
        Thread.interrupted();
        crew.meters().counter("backref.intake.restarts").increment();
        long now = System.nanoTime();
        Duration doubled = pause.multipliedBy(2);
        Duration longer = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        pause = now - failedAt > RECOVERED.toNanos() ? SHORTEST_PAUSE : longer;
        failedAt = now;
        status = status.failed(String.valueOf(failure));
        LOG.atWarn().setCause(failure).log("the intake from topics begins again from the broker");
        try {
            boolean toldToStop = stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
            LOG.atDebug().addKeyValue("stopped", toldToStop).log("paused before beginning again");
        } catch (InterruptedException interrupted) {
            LOG.atDebug().log("interrupted while paused");
        }
    }

    private boolean stopped() {
        return stop.getCount() == 0;
    }

    /** Kafka says where it cannot tell the place, instead of going to another in silence. */
    static Map<String, Object> config(KafkaCluster cluster) {
        Map<String, Object> config = cluster.consumer("backref-intake");
        config.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, LARGEST_FETCH);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_AT_ONCE);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, cluster.topicPrefix() + "intake");
        config.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        return config;
    }
}
