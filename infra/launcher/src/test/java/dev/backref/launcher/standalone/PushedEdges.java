package dev.backref.launcher.standalone;

import dev.backref.indexer.SampleManifest;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Somebody who pushes and deletes referrers at random, as ingest tells of it, and knows which there are. */
final class PushedEdges implements AutoCloseable {
    static final List<Location> LOCATIONS =
            List.of(new Location("local", "app"), new Location("local", "lib"), new Location("other", "app"));

    private static final int SUBJECTS = 40;
    private static final int REFERRERS = 400;
    private static final String FILLING = "x".repeat(2_000);

    private final KafkaCluster cluster;
    private final KafkaProducer<String, byte[]> producer;
    private final Random random;
    private final List<SampleManifest> subjects = IntStream.range(0, SUBJECTS)
            .mapToObj(number -> SampleManifest.image("subject " + number))
            .toList();
    private final List<SampleManifest> referrers = IntStream.range(0, REFERRERS)
            .mapToObj(number -> SampleManifest.referrer(
                    subjects.get(number % SUBJECTS),
                    number % 3 == 0 ? "application/spdx+json" : "application/vnd.cncf.notary.signature",
                    Map.of("number", Integer.toString(number), "filling", FILLING)))
            .toList();
    private final Set<String> edges = new TreeSet<>();
    private int looks;

    PushedEdges(KafkaCluster cluster, Random random) {
        this.cluster = cluster;
        this.random = random;
        this.producer =
                new KafkaProducer<>(cluster.producer("pushes"), new StringSerializer(), new ByteArraySerializer());
    }

    /** Pushes each referrer somewhere. */
    void fill() {
        for (int number = 0; number < REFERRERS; number++) {
            push(number, LOCATIONS.get(random.nextInt(LOCATIONS.size())));
        }
        producer.flush();
    }

    /** Pushes and deletes, each of a moment. */
    void change(int times) {
        for (int time = 0; time < times; time++) {
            int number = random.nextInt(REFERRERS);
            Location at = LOCATIONS.get(random.nextInt(LOCATIONS.size()));
            if (random.nextInt(5) < 2) {
                delete(number, at);
            } else {
                push(number, at);
            }
            LockSupport.parkNanos(random.nextInt(3_000_000));
        }
        producer.flush();
    }

    private void push(int number, Location at) {
        SampleManifest referrer = referrers.get(number);
        observe(at, referrer.digest(), new Observation.Manifest(referrer.bytes(), referrer.mediaType()));
        edges.add(edge(number, at));
    }

    private void delete(int number, Location at) {
        observe(at, referrers.get(number).digest(), new Observation.Gone());
        edges.remove(edge(number, at));
    }

    private String edge(int number, Location at) {
        return subjects.get(number % SUBJECTS).digest() + " "
                + referrers.get(number).digest() + " " + at;
    }

    private void observe(Location at, Digest manifest, Observation.Finding finding) {
        Source source = new Source.Manifest(at, manifest);
        Instant now = Instant.now();
        RegistryEvent why = RegistryEvent.wanted(source, new Cause(Cause.Kind.PUSH, "delivery-" + ++looks), now);
        Future<?> unused = producer.send(
                Observation.of(source, finding, now, why).toRecord(cluster.topicPrefix(), cluster.partitions()));
    }

    /** What there is by now, as subject, referrer and location. */
    Set<String> edges() {
        return edges;
    }

    List<Digest> subjects() {
        return subjects.stream().map(SampleManifest::digest).toList();
    }

    @Override
    public void close() {
        producer.close();
    }
}
