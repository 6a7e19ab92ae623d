package dev.backref.query.changes;

import static org.awaitility.Awaitility.await;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.IndexTopics;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.query.Callers;
import dev.backref.query.FakeIndex;
import dev.backref.query.TestServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A topic of changes on a broker, somebody who writes into it in transactions, and the feed behind a real HTTP server. */
@SuppressWarnings("NullAway.Init") // What is served can be started anew.
final class FeedRig implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final int PARTITIONS = 4;
    private static final ChangesResource.Pace QUICK =
            new ChangesResource.Pace(Duration.ofMillis(200), Duration.ofSeconds(2));

    /** How many snapshots can be read at once. */
    static final int MOST_SNAPSHOTS = 2;

    private static final SnapshotResource.Bounds SNAPSHOTS = new SnapshotResource.Bounds(1_000, MOST_SNAPSHOTS);

    private final KafkaCluster cluster;
    private final KafkaProducer<String, byte[]> producer;
    private final FakeIndex index = new FakeIndex();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private ChangeFeed feed;
    private ChangesResource resource;
    private TestServer server;

    /**
     * @param name of the test, so that it has a topic of its own
     * @param bounds of the feed's ring
     */
    FeedRig(String bootstrap, String name, ChangeFeed.Bounds bounds, Callers callers) throws Exception {
        cluster = new KafkaCluster(bootstrap, name + ".", PARTITIONS, Map.of());
        try (Admin admin = admin()) {
            NewTopic topic = new NewTopic(topic(), PARTITIONS, (short) 1).configs(IndexTopics.CHANGES.config());
            admin.createTopics(List.of(topic)).all().get();
        }
        Map<String, Object> config = cluster.producer("test-writer");
        config.put("transactional.id", name);
        producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
        producer.initTransactions();
        serve(bounds, callers);
    }

    /** Serves the topic as a process does that was just started. */
    void restart(Callers callers) {
        stopServing();
        serve(ChangeFeed.Bounds.DEFAULT, callers);
    }

    private void serve(ChangeFeed.Bounds bounds, Callers callers) {
        feed = new ChangeFeed(cluster, bounds, new SimpleMeterRegistry());
        feed.start();
        await().atMost(PATIENCE).until(() -> feed.status().ready());
        server = new TestServer((vertx, router) -> {
            Known known = new Known(Set.of("local", "other"), index, callers);
            resource = new ChangesResource(vertx, feed, known, QUICK, meters);
            resource.mount(router);
            new SnapshotResource(vertx, feed, known, SNAPSHOTS, meters).mount(router);
        });
    }

    /** Ends the streams, as a process does that stops. */
    void endStreams() {
        resource.close();
    }

    /** What is counted and measured. */
    MeterRegistry meters() {
        return meters;
    }

    /** Streams that are open. */
    int readers() {
        return (int) meters.get("backref.feed.readers").gauge().value();
    }

    TestServer server() {
        return server;
    }

    ChangeFeed feed() {
        return feed;
    }

    /** The index that the feed asks how far it has come. */
    FakeIndex index() {
        return index;
    }

    Admin admin() {
        return Admin.create(cluster.client("test-admin"));
    }

    String topic() {
        return cluster.name(IndexTopics.CHANGES);
    }

    /** Follows the feed with these query parameters. */
    SseReader read(String query) throws Exception {
        return new SseReader(uri(query), "");
    }

    /** The same, and waits until whatever changes is seen. */
    SseReader open(String query) throws Exception {
        SseReader reader = read(query);
        reader.awaitOpen(PATIENCE);
        return reader;
    }

    SseReader resume(String query, String lastId) throws Exception {
        return new SseReader(uri(query), lastId);
    }

    URI uri(String query) {
        return server.uri("/api/v1/changes?" + query);
    }

    int partition(String subject) {
        return cluster.partition(IndexTopics.CHANGES, Samples.digest(subject).toString());
    }

    /** Changes of one subject, each in a transaction of its own. */
    void write(String subject, long from, long to) {
        LongStream.range(from, to).forEach(number -> commit(List.of(Samples.change(subject, number))));
    }

    void commit(List<Change> changes) {
        producer.beginTransaction();
        List<Future<RecordMetadata>> sent = send(changes);
        producer.commitTransaction();
        sent.forEach(FeedRig::written);
    }

    /** A record that is committed and is no change. */
    void commitNonsense(String subject, byte[] value) {
        producer.beginTransaction();
        Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(topic(), partition(subject), "k", value));
        producer.commitTransaction();
        written(sent);
    }

    /** So many changes of many subjects, ten in a transaction, and one that aborts before every third. */
    void writeInTransactions(int count) {
        for (int from = 0; from < count; from += 10) {
            List<Change> ten = IntStream.range(from, from + 10)
                    .mapToObj(number -> Samples.change("subject" + number % 37, number))
                    .toList();
            if (from % 30 == 0) {
                producer.beginTransaction();
                List<Future<RecordMetadata>> sent = send(ten);
                producer.flush();
                sent.forEach(FeedRig::written);
                producer.abortTransaction();
            }
            commit(ten);
        }
    }

    private List<Future<RecordMetadata>> send(List<Change> changes) {
        return changes.stream()
                .map(change -> {
                    String key = change.subject().toString();
                    return producer.send(new ProducerRecord<>(
                            topic(), cluster.partition(IndexTopics.CHANGES, key), key, change.toJson()));
                })
                .toList();
    }

    private static void written(Future<RecordMetadata> sent) {
        try {
            sent.get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException("the record was not written", failed);
        }
    }

    private void stopServing() {
        resource.close();
        server.close();
        feed.close();
    }

    @Override
    public void close() {
        stopServing();
        producer.close(Duration.ofSeconds(1));
    }
}
