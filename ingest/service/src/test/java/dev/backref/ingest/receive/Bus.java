package dev.backref.ingest.receive;

import dev.backref.ingest.contract.KafkaCluster;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The user's topic {@code bus}, and two nodes that take webhooks from it. */
final class Bus implements AutoCloseable {
    static final int UNREADABLE = 3;

    private static final int PARTITIONS = 3;
    private static final String NAME = IntakeRecordsTest.BUS;

    /** What a bus hands on of a request. */
    private static final Set<String> HANDED_ON =
            Set.of("content-type", "ce-type", "ce-id", "ce-source", "ce-time", "ce-specversion");

    private final KafkaCluster cluster;
    private final KafkaProducer<byte[], byte[]> producer;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<TopicIntake> nodes = new ArrayList<>();
    private int sent;

    Bus(KafkaCluster cluster, Receiver receiver, EventLog log) {
        this.cluster = cluster;
        this.producer =
                new KafkaProducer<>(cluster.producer("bus"), new ByteArraySerializer(), new ByteArraySerializer());
        Clock clock = Clock.fixed(RunningReceiver.NOW, ZoneOffset.UTC);
        for (int node = 0; node < 2; node++) {
            TopicIntake intake =
                    new TopicIntake(receiver, IntakeRecordsTest.REGISTRIES.subList(0, 2), cluster, log, meters, clock);
            nodes.add(intake);
            intake.start();
        }
    }

    void create() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(cluster.client("test"))) {
            admin.createTopics(List.of(new NewTopic(NAME, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
    }

    static HttpRequest.Builder request(RunningReceiver receiver, String registry, Captured captured) {
        HttpRequest.Builder request =
                receiver.request("/hooks/" + registry).header("Authorization", "Bearer " + RunningReceiver.SECRET);
        for (Header header : captured.delivery().headers()) {
            if (HANDED_ON.contains(header.key())) {
                request.header(header.key(), captured.header(header.key()));
            }
        }
        return request.POST(
                HttpRequest.BodyPublishers.ofByteArray(captured.delivery().body()));
    }

    /** With the attributes of CloudEvents as Kafka has them. */
    void send(String registry, Captured captured) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                NAME, sent++ % PARTITIONS, null, captured.delivery().body());
        record.headers().add("backref-registry", IntakeRecordsTest.text(registry));
        for (Header header : captured.delivery().headers()) {
            if (HANDED_ON.contains(header.key())) {
                record.headers().add(header.key().replaceFirst("^ce-", "ce_").toLowerCase(Locale.ROOT), header.value());
            }
        }
        Future<?> unused = producer.send(record);
    }

    void sendUnreadable() {
        ProducerRecord<byte[], byte[]> unknown = new ProducerRecord<>(NAME, 0, null, IntakeRecordsTest.text("{}"));
        unknown.headers().add("backref-registry", IntakeRecordsTest.text("nobody"));
        ProducerRecord<byte[], byte[]> tombstone = new ProducerRecord<>(NAME, 1, IntakeRecordsTest.text("key"), null);
        tombstone.headers().add("backref-registry", IntakeRecordsTest.text("local"));
        ProducerRecord<byte[], byte[]> bytes = new ProducerRecord<>(NAME, 2, null, new byte[] {-1, 0, -1});
        bytes.headers().add("backref-registry", IntakeRecordsTest.text("zot"));
        for (ProducerRecord<byte[], byte[]> record : List.of(unknown, tombstone, bytes)) {
            Future<?> unused = producer.send(record);
            sent++;
        }
    }

    /** Whether all nodes say that the topic is not there. */
    boolean isWaiting() {
        return nodes.stream().allMatch(node -> node.status().missing().keySet().equals(Set.of(NAME)));
    }

    /** Whether all is; some may be twice. */
    boolean isTaken() {
        return meters.counter("backref.intake.records", "topic", NAME).count() >= sent;
    }

    @Override
    public void close() {
        nodes.forEach(TopicIntake::close);
        producer.close();
    }
}
