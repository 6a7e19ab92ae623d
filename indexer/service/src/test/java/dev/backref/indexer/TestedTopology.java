package dev.backref.indexer;

import static dev.backref.indexer.Topologies.PREFIX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.contract.RegistryIndex;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.StrictSchema;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.facts.FactsTopic;
import dev.backref.indexer.facts.SubjectFact;
import dev.backref.indexer.lookup.LocalSubjectIndex;
import dev.backref.indexer.lookup.RememberedAnswers;
import dev.backref.indexer.lookup.SubjectRows;
import dev.backref.indexer.lookup.SubjectStores;
import dev.backref.indexer.reindex.Copy;
import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.Revisions;
import dev.backref.indexer.subject.SubjectHalf;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/** The whole topology under a test driver, with its topics, its stores and lookups in them. */
final class TestedTopology implements AutoCloseable {
    static final String LOCATIONS = "locations";
    private static final Duration STEP = Duration.ofMillis(50);

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Revisions revisions = new Revisions();
    private TopologyTestDriver driver = Topologies.driver(meters, revisions, Topologies.BEGIN);
    private Instant clock = Topologies.BEGIN;
    private final List<Copied> log = new ArrayList<>();
    private long observed;
    private final LocalSubjectIndex lookups = new LocalSubjectIndex(new Stores(), 2, Clock.systemUTC());

    /** Writes an observation. */
    void observe(Observation observation, Instant at) {
        log.add(new Copied(observation, observed));
        pipe(IngestTopics.OBSERVATIONS, observation.toRecord(PREFIX, 1), at);
    }

    /** All that was observed since it last began, in its order: each beginning counts offsets anew. */
    List<Copied> log() {
        return List.copyOf(log);
    }

    /** Those of them that can be derived anew. */
    List<Copied> manifests() {
        return log.stream()
                .filter(each -> each.observation().finding() instanceof Observation.Manifest)
                .toList();
    }

    /** One of them is derived anew with this table of kinds. */
    void reindex(Copied original, Optional<String> kinds, Instant at) {
        Cause why = new Cause(Cause.Kind.REINDEX, "reindex-" + at.toEpochMilli());
        Copy copy = new Copy(original.observation().anew(why, kinds), original.offset(), original.offset() + 1);
        pipe(IndexTopics.REINDEX, copy.toRecord(Topologies.CLUSTER), at);
    }

    void signal(LocationSignal signal, Instant at) {
        pipe(IngestTopics.LOCATION_SIGNALS, signal.toRecord(PREFIX, 1), at);
    }

    /** Writes a record as it stands. */
    void pipe(Topic topic, ProducerRecord<String, byte[]> record, Instant at) {
        observed += topic.equals(IngestTopics.OBSERVATIONS) ? 1 : 0;
        input(topic).pipeInput(new TestRecord<>(record.key(), record.value(), record.headers(), at));
    }

    /** Lets the time between two steps of the punctuators pass. */
    void step() {
        pass(STEP);
    }

    void pass(Duration time) {
        clock = clock.plus(time);
        driver.advanceWallClockTime(time);
    }

    /** It is stopped, and begins again with what its stores hold. What it wrote and nobody has taken is lost. */
    void restart() {
        Map<String, List<KeyValue<Bytes, byte[]>>> left = new HashMap<>();
        driver.getAllStateStores().keySet().forEach(name -> left.put(name, rows(name)));
        driver.close();
        driver = Topologies.driver(meters, revisions, clock);
        log.clear();
        observed = 0;
        left.forEach((name, rows) -> store(name).putAll(rows));
    }

    private List<KeyValue<Bytes, byte[]>> rows(String name) {
        List<KeyValue<Bytes, byte[]>> rows = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = store(name).all()) {
            all.forEachRemaining(rows::add);
        }
        return rows;
    }

    List<RegistryEvent> takeWanted() {
        return output(IngestTopics.WANTED).readValuesToList().stream()
                .map(value -> Json.read(value, RegistryEvent.class))
                .toList();
    }

    List<Change> takeChanges() {
        return output(IndexTopics.CHANGES).readValuesToList().stream()
                .map(TestedTopology::change)
                .toList();
    }

    /** Whatever a test makes the index tell is as it is published. */
    private static Change change(byte[] told) {
        assertThat(StrictSchema.faults(told)).isEmpty();
        return Change.read(told);
    }

    List<SubjectFact> takeFacts() {
        return output(FactsTopic.SUBJECT_FACTS).readValuesToList().stream()
                .map(SubjectFact::read)
                .toList();
    }

    List<TestRecord<String, byte[]>> takeDeadLetters() {
        return output(IngestTopics.DEAD_LETTERS).readRecordsToList();
    }

    /** How many records were written to this topic since the last call; they are not read otherwise. */
    int countAndDrop(String topic) {
        return driver.producedTopicNames().contains(topic)
                ? driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                        .readRecordsToList()
                        .size()
                : 0;
    }

    static String changelog(String store) {
        return "index-under-test-" + store + "-changelog";
    }

    SubjectIndex lookups() {
        return lookups;
    }

    /** The same, with answers remembered as they are where the index runs. */
    SubjectIndex remembered() {
        return new RememberedAnswers(lookups, revisions, 1_000_000, meters);
    }

    RegistryIndex registries() {
        return lookups;
    }

    KeyValueStore<Bytes, byte[]> store(String name) {
        return driver.getKeyValueStore(name);
    }

    /** Everything in a store, comparable. */
    Map<Bytes, String> content(String name) {
        Map<Bytes, String> rows = new TreeMap<>();
        try (KeyValueIterator<Bytes, byte[]> all = store(name).all()) {
            all.forEachRemaining(row -> rows.put(row.key, Arrays.toString(row.value)));
        }
        return rows;
    }

    @Override
    public void close() {
        lookups.close();
        driver.close();
    }

    private TestInputTopic<String, byte[]> input(Topic topic) {
        return driver.createInputTopic(topic.in(PREFIX), new StringSerializer(), new ByteArraySerializer());
    }

    private TestOutputTopic<String, byte[]> output(Topic topic) {
        return driver.createOutputTopic(topic.in(PREFIX), new StringDeserializer(), new ByteArrayDeserializer());
    }

    private final class Stores implements SubjectStores {
        @Override
        public int partitions() {
            return 1;
        }

        @Override
        public SubjectRows rows(int partition) {
            return SubjectRows.read(partition, new Table(store(SubjectHalf.STORE)), ServedBy.ACTIVE);
        }
    }
}
