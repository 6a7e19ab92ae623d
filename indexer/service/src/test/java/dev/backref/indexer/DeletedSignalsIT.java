package dev.backref.indexer;

import static dev.backref.indexer.RunningIndex.PARTITIONS;
import static dev.backref.indexer.SampleManifest.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.Completeness.OfRegistry;
import dev.backref.indexer.contract.Completeness.State;
import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.indexer.facts.FactsTopic;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.ListedSource;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.LocationSignal.Enlisted;
import dev.backref.ingest.contract.LocationSignal.Enumerated;
import dev.backref.ingest.contract.LocationSignal.EventsLost;
import dev.backref.ingest.contract.LocationSignal.Listing;
import dev.backref.ingest.contract.LocationSignal.Registry;
import dev.backref.ingest.contract.LocationSignal.Rejected;
import dev.backref.ingest.contract.LocationSignal.Sweep;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.contract.Topic;
import dev.backref.kafka.EmbeddedKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All indexers are away for longer than signals are kept. */
@Timeout(180)
class DeletedSignalsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Location AT = new Location("local", "app");
    private static final SampleManifest APP = image("app");
    private static final Source.Manifest SOURCE = new Source.Manifest(AT, APP.digest());
    private static final Source LARGE = new Source.Manifest(AT, image("large").digest());

    @TempDir
    Path folder;

    private EmbeddedKafka kafka;

    @BeforeEach
    void start() {
        kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder.resolve("broker")));
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void endThatAnythingIsCalledCompleteUntilASweepShowsThatItIs() {
        Instant heard = Instant.now();
        try (RunningIndex index = index()) {
            index.clients().signal(new Registry(AT.registry(), RegistryHistory.NONE, Optional.of(heard)));
            observe(index.clients());
            index.awaitApplied();
            assertThat(known(index).state()).isEqualTo(State.COMPLETE);
        }
        try (IndexClients clients = new IndexClients(kafka.bootstrap())) {
            clients.signal(new Rejected(LARGE, "too-large", "5 MiB", Instant.now(), Optional.empty()));
            clients.signal(new EventsLost(AT.registry(), "backlog-deleted", "offsets 1 to 5", Instant.now()));
            clients.flush();
            deleteSignals(clients);
        }
        long told;
        try (RunningIndex index = index()) {
            index.awaitApplied();
            assertThat(known(index).state()).isEqualTo(State.PARTIAL);
            assertThat(known(index).reason().orElse(""))
                    .startsWith("not all that was announced is known: what ingest told was lost, ")
                    .contains("records were deleted before any indexer had read them: test.location-signals-");
            sweep(index);
            told = signalsLost(index);
            assertThat(told).as("by whoever saw it, in each partition").isGreaterThanOrEqualTo(PARTITIONS);
        }
        try (RunningIndex index = index()) {
            index.awaitApplied();
            assertThat(known(index).state()).as("nothing more was lost").isEqualTo(State.COMPLETE);
            assertThat(signalsLost(index)).isEqualTo(told);
        }
    }

    /** What a verifier posted is told once as well. */
    @Test
    void areMissedAlsoWhereTheyAreVerifications() {
        try (RunningIndex index = index()) {
            index.clients().signal(new Registry(AT.registry(), RegistryHistory.NONE, Optional.of(Instant.now())));
            observe(index.clients());
            index.awaitApplied();
            assertThat(known(index).state()).isEqualTo(State.COMPLETE);
        }
        try (IndexClients clients = new IndexClients(kafka.bootstrap())) {
            clients.fill(IndexTopics.VERIFICATIONS);
            delete(clients, IndexTopics.VERIFICATIONS);
        }
        try (RunningIndex index = index()) {
            // Of that topic nothing is there to be read, and nothing read that could be committed.
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(known(index).reason().orElse(""))
                            .contains("records were deleted before any indexer had read them: test.verifications-"));
            assertThat(known(index).state()).isEqualTo(State.PARTIAL);
        }
    }

    /** Nobody knows what a former index did, of which nothing is left. */
    @Test
    void areMissedByAnIndexThatIsBuiltAnew() {
        Registry told = new Registry(AT.registry(), RegistryHistory.NONE, Optional.of(Instant.now()));
        try (IndexClients clients = new IndexClients(kafka.bootstrap())) {
            clients.createTopics();
            clients.signal(told);
            clients.flush();
            deleteSignals(clients);
            clients.signal(told);
            clients.flush();
        }
        try (RunningIndex index = index()) {
            observe(index.clients());
            index.awaitApplied();
            assertThat(known(index).state()).isEqualTo(State.PARTIAL);
        }
    }

    @Test
    void areNotMissedByOneThatReadsFromTheBeginning() {
        try (RunningIndex index = index()) {
            index.clients().signal(new Registry(AT.registry(), RegistryHistory.NONE, Optional.of(Instant.now())));
            observe(index.clients());
            index.awaitApplied();
            deleteSignals(index.clients());
        }
        try (RunningIndex index = index()) {
            index.awaitApplied();
            assertThat(known(index).state()).isEqualTo(State.COMPLETE);
            assertThat(signalsLost(index)).isZero();
        }
    }

    /** What they told of edges nobody tells again: an answer without them would be wrong for good. */
    @Test
    void stopAnIndexWhereTheyAreFactsThatItHadNotRead() {
        try (RunningIndex index = index()) {
            observe(index.clients());
            index.awaitApplied();
        }
        try (IndexClients clients = new IndexClients(kafka.bootstrap())) {
            clients.fill(FactsTopic.SUBJECT_FACTS);
            delete(clients, FactsTopic.SUBJECT_FACTS);
        }
        assertThat(failure()).contains("records of test.subject-facts-", "it has to be built anew");
    }

    /** Kafka has forgotten the group's place by then. */
    @Test
    void stopAnIndexWhereNobodyKnowsWhichFactsItHadRead() {
        try (RunningIndex index = index()) {
            observe(index.clients());
            index.awaitApplied();
            delete(index.clients(), FactsTopic.SUBJECT_FACTS);
        }
        try (RunningIndex index = index()) {
            assertThat(index.status().state()).as("it had read all").isEqualTo(IndexStatus.State.RUNNING);
        }
        try (IndexClients clients = new IndexClients(kafka.bootstrap())) {
            clients.forgetPlace();
        }
        assertThat(failure()).contains("records of test.subject-facts-", "it has to be built anew");
    }

    /** Why an index that is begun stops. */
    private String failure() {
        IndexSettings settings = new IndexSettings(
                RunningIndex.cluster(kafka.bootstrap()),
                folder.resolve("state"),
                Optional.of("only"),
                IndexSettings.Effort.DEFAULT);
        try (Index index = new Index(settings, new SimpleMeterRegistry())) {
            index.start();
            Awaitility.await().atMost(PATIENCE).until(() -> index.status().state() == IndexStatus.State.FAILED);
            return index.status().detail();
        }
    }

    private RunningIndex index() {
        return new RunningIndex(kafka.bootstrap(), folder);
    }

    private static void observe(IndexClients clients) {
        Instant now = Instant.now();
        clients.observe(Observation.of(
                SOURCE,
                new Observation.Manifest(APP.bytes(), APP.mediaType()),
                now,
                RegistryEvent.wanted(SOURCE, new Cause(Cause.Kind.PUSH, "delivery"), now)));
        clients.flush();
    }

    /** As the broker does with what is older than it is kept. */
    private static void deleteSignals(IndexClients clients) {
        delete(clients, IngestTopics.LOCATION_SIGNALS);
    }

    private static void delete(IndexClients clients, Topic topic) {
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic.in(RunningIndex.PREFIX), partition))
                .toList();
        Map<TopicPartition, RecordsToDelete> all = TopicReader.ends(clients.admin(), partitions).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, end -> RecordsToDelete.beforeOffset(end.getValue())));
        RunningIndex.get(clients.admin().deleteRecords(all).all());
    }

    /** All that the registry has is found, and is what is known. */
    private void sweep(RunningIndex index) {
        Instant began = Instant.now();
        IndexClients clients = index.clients();
        Sweep sweep = new Sweep("sweep", began, Basis.DIGESTS);
        clients.signal(new Enlisted(AT, began));
        clients.signal(new Enumerated(AT.registry(), began, 1, true, Basis.DIGESTS, Optional.empty()));
        List<ListedSource> sources = List.of(new ListedSource("@" + APP.digest(), Optional.empty()));
        clients.signal(new Listing(AT, sweep, 0, "", Optional.empty(), sources));
        clients.flush();
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(known(index).state()).isEqualTo(State.COMPLETE));
    }

    private static long signalsLost(RunningIndex index) {
        return index.clients().values(IngestTopics.LOCATION_SIGNALS).stream()
                .map(LocationSignal::read)
                .filter(signal -> signal instanceof LocationSignal.SignalsLost)
                .count();
    }

    private static OfRegistry known(RunningIndex index) {
        Filter all = new Filter(Set.of(), Optional.empty(), Optional.empty());
        Completeness completeness = SimulatedIngest.get(index.lookups()
                        .subject(new SubjectQuery(APP.digest(), all, Optional.empty(), 10, SimulatedIngest.ask())))
                .completeness();
        return completeness.registries().get(0);
    }
}
