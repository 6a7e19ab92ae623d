package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.ClientMeters;
import dev.backref.ingest.contract.DeadLetter;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Request;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * One life of the resolver's Kafka clients. It ends with the first failure of any of them: everything that counts is on
 * the broker, so the next life begins from there.
 */
final class Session implements AutoCloseable {
    /** How long a look may keep what was read with it from being committed. */
    private static final Duration LONGEST_BATCH = Duration.ofMillis(20);

    private static final Duration IDLE = Duration.ofMillis(100);
    private static final Duration BETWEEN_POLLS = Duration.ofMillis(5);
    private static final Duration TO_CLOSE = Duration.ofSeconds(1);
    private static final int MOST_POLLED = 250;

    private final Looks looks;
    private final Listings listings;
    private final Examinations examinations;
    private final ResolverMeters meters;
    private final BrokerProbe probe;
    private final Health health;
    private final Clock clock;
    private final EventReader events;
    private final Consumer<String, byte[]> consumer;
    private final ClientMeters consumerMeters;
    private final Transactions transactions;
    private final Admin admin;
    private final Ownership ownership;
    private final BacklogReader backlog;
    private final Inputs inputs;
    private long batchBegan;

    Session(ResolverSettings settings, Crew crew) {
        this.looks = crew.looks();
        this.listings = new Listings(crew.roster());
        this.examinations = new Examinations(crew.roster());
        this.meters = crew.meters();
        this.probe = crew.probe();
        this.health = crew.health();
        this.clock = crew.clock();
        KafkaCluster cluster = settings.cluster();
        this.events = new EventReader(cluster);
        this.inputs = Inputs.on(cluster);
        this.backlog = new BacklogReader(cluster, events, meters.registry());
        this.consumer =
                new KafkaConsumer<>(consumerConfig(settings), new StringDeserializer(), new ByteArrayDeserializer());
        this.admin = Admin.create(cluster.client("backref-resolve-admin"));
        this.transactions = new Transactions(settings, meters.registry());
        this.ownership = new Ownership(cluster, crew.roster(), consumer, admin);
        consumer.subscribe(inputs.topics(), ownership);
        this.consumerMeters = ClientMeters.of(consumer, meters.registry()); // Once nothing can fail any more.
    }

    /** What a session works with and does not own. */
    record Crew(Roster roster, Looks looks, ResolverMeters meters, BrokerProbe probe, Health health, Clock clock) {}

    /** Works until it is told to stop, and then writes what is done. Fails with the first failure of a client. */
    void run(BooleanSupplier stop) {
        transactions.begin();
        while (!stop.getAsBoolean()) {
            turn();
        }
        if (!ownership.batch().isEmpty()) {
            commit();
        }
    }

    @Override
    public void close() {
        Thread.interrupted(); // Or the clients would not even try to close.
        ownership.close();
        listings.close();
        backlog.close();
        transactions.close();
        admin.close(Duration.ZERO);
        consumerMeters.close();
        consumer.close(CloseOptions.timeout(TO_CLOSE));
    }

    private void turn() {
        ConsumerRecords<String, byte[]> polled = poll();
        Instant now = clock.instant();
        if (!ownership.restored(now)) {
            health.restoring();
            probe.at(Map.of());
            takeAnswers();
            return;
        }
        health.running();
        accept(polled, now);
        backlog.step(ownership.work(), consumer::position, now, ownership.batch());
        takeAnswers();
        ownership.work().tellUnanswered(now, ownership.batch());
        ownership.work().tellWebhooks(now, ownership.batch());
        beginLooks();
        listings.step(ownership.work(), now, ownership.batch());
        examinations.step(ownership.work(), now, ownership.batch());
        commitIfDue();
        ownership.regulate();
        meters.pending(ownership.work());
        meters.behind(ownership.work(), ownership::behind);
        meters.lastSeen(ownership.work());
        health.silent(ownership.work().silent(now));
    }

    /** Waits for what comes first: an event, an answer, a time that was set, or the end of a batch. */
    private ConsumerRecords<String, byte[]> poll() {
        Duration wait = ownership.batch().isEmpty() ? untilNextTurn() : Duration.ZERO;
        return consumer.poll(looks.underWay() > 0 ? Duration.ZERO : wait);
    }

    private Duration untilNextTurn() {
        Instant now = clock.instant();
        Optional<Duration> wait = ownership.work().nextTurn(now).map(then -> Duration.between(now, then));
        boolean soon = backlog.isReading() || ownership.isRestoring() || listings.isUnderWay();
        Duration longest = soon ? BETWEEN_POLLS : IDLE;
        return wait.filter(time -> time.compareTo(longest) < 0).orElse(longest);
    }

    private void accept(ConsumerRecords<String, byte[]> polled, Instant now) {
        Batch batch = ownership.batch();
        for (ConsumerRecord<String, byte[]> record : polled) {
            batch.read();
            if (inputs.isRequests(record.topic())) {
                events.request(record, now, batch).ifPresent(request -> asked(request, now));
                continue;
            }
            Lane lane = inputs.lane(record.topic());
            events.read(record, now, batch)
                    .map(event -> new Arrival(event, lane, record.offset()))
                    .ifPresent(arrival -> ownership.work().arrived(arrival, now, batch));
        }
    }

    private void asked(Request request, Instant now) {
        if (!ownership.work().asked(request, now, ownership.batch())) {
            Refused why = Refused.unknownRegistry(request.registry(), now);
            ownership
                    .batch()
                    .refuse(new DeadLetter(
                            request.key(),
                            Json.write(request),
                            new RecordHeaders(),
                            why.refusal(IngestTopics.REQUESTS.name())));
        }
    }

    /** Takes the answers that are there; with looks under way, waits a moment for the first. */
    private void takeAnswers() {
        try {
            Duration patience = looks.underWay() > 0 ? BETWEEN_POLLS : Duration.ZERO;
            Optional<Looks.Answer> answer = looks.take(patience);
            while (answer.isPresent()) {
                answer(answer.get());
                answer = ownership.batch().isFull() ? Optional.empty() : looks.take(Duration.ZERO);
            }
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        }
    }

    private void answer(Looks.Answer answer) {
        meters.looked(answer);
        Attempt attempt = answer.attempt();
        if (ownership.work().began(attempt)) {
            attempt.work().answered(attempt, answer.look(), clock.instant(), ownership.batch());
        }
    }

    private void beginLooks() {
        for (RegistryWork registry : ownership.work().inTurn()) {
            Optional<Attempt> next = next(registry);
            while (next.isPresent()) {
                looks.begin(next.get());
                next = next(registry);
            }
        }
    }

    private Optional<Attempt> next(RegistryWork registry) {
        return looks.hasRoom() ? registry.next(clock.instant()) : Optional.empty();
    }

    /** Fast looks end within the batch that read their events, and then need no row. */
    private void commitIfDue() {
        Batch batch = ownership.batch();
        if (batch.isEmpty()) {
            batchBegan = 0;
            return;
        }
        if (batchBegan == 0) {
            batchBegan = System.nanoTime();
        }
        boolean old = System.nanoTime() - batchBegan >= LONGEST_BATCH.toNanos();
        if (old || batch.isFull() || batch.changedKeys().stream().noneMatch(ownership.work()::isLookingAt)) {
            commit();
        }
    }

    private void commit() {
        Map<TopicPartition, OffsetAndMetadata> offsets = ownership.offsets();
        Batch batch = ownership.batch();
        transactions.write(batch, ownership.work(), offsets, consumer.groupMetadata());
        meters.committed(batch.deadLetters());
        ownership.written();
        batchBegan = 0;
        Map<TopicPartition, Long> positions = new HashMap<>();
        offsets.forEach((partition, offset) -> positions.put(partition, offset.offset()));
        probe.at(positions);
    }

    private static Map<String, Object> consumerConfig(ResolverSettings settings) {
        Map<String, Object> config = settings.cluster().consumer("backref-resolve-" + settings.instance());
        config.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 30_000);
        config.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_POLLED);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
        config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RangeAssignor.class.getName());
        settings.groupInstanceId().ifPresent(id -> config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, id));
        return config;
    }
}
