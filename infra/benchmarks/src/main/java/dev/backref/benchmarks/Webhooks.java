package dev.backref.benchmarks;

import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.receive.KafkaEventLog;
import dev.backref.ingest.receive.Receiver;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.SweepSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Webhooks accepted, beside a handler on the same server that gives each body to a producer as it is. */
final class Webhooks implements Benchmark {
    private static final AtomicInteger NEXT = new AtomicInteger();
    static final String SECRET = "secret";
    static final int ACCEPTED = 202;
    private static final int FAILED = 503;
    /** An event as CNCF Distribution reports a push; the number of the digest is still to be given. */
    static final String EVENT = """
            {"id":"e48640a2-73f9-4cc3-a709-bffb56358776","timestamp":"2026-11-25T17:42:59.749787867Z","action":"push",
            "target":{"mediaType":"application/vnd.oci.image.manifest.v1+json","size":1234,
            "digest":"sha256:%08x00000000000000000000000000000000000000000000000000000000","length":1234,
            "repository":"team/service","url":"http://127.0.0.1:5000/v2/team/service/manifests/sha256:0"},
            "request":{"id":"f0dd6362-0bdf-4831-ba1c-09ad807c8d93","addr":"127.0.0.1:40468","host":"127.0.0.1:5000",
            "method":"PUT","useragent":"oras"},"actor":{},"source":{"addr":"vm:5100","instanceID":"611328c4"}}
            """;

    private static final String BODY = body(EVENT);

    @Override
    public List<Row> run(Path folder, Scale scale) throws IOException, InterruptedException {
        try (Rig rig = new Rig(folder);
                KafkaEventLog log =
                        KafkaEventLog.on(rig.cluster(), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
                KafkaProducer<String, byte[]> raw = producer(rig);
                Server server = Server.start((vertx, router) -> {
                    mount(vertx, router, rig, log);
                    String topic = rig.cluster().name(IngestTopics.REGISTRY_EVENTS);
                    router.post("/raw").handler(context -> append(context, raw, topic));
                })) {
            Wrk.Target target = new Wrk.Target(folder, server.port(), scale.seconds());
            Wrk hooks = Wrk.posting(target, "/hooks/" + Corpus.REGISTRY, SECRET, BODY);
            Wrk appended = Wrk.posting(target, "/raw", SECRET, BODY);
            return List.of(Turns.of(hooks, appended, scale.turns())
                    .row("webhooks accepted", "a raw producer behind the server", new Goal.AtLeast(0.7)));
        }
    }

    /** A webhook of these events. */
    static String body(String events) {
        return "{\"events\":[" + events + "]}";
    }

    /** As patient and as careful as the hooks' own, and as impatient to send. */
    private static KafkaProducer<String, byte[]> producer(Rig rig) {
        Map<String, Object> config = new HashMap<>(rig.cluster().producer("raw"));
        config.put("linger.ms", 0);
        return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    private static void mount(Vertx vertx, Router router, Rig rig, KafkaEventLog log) {
        MeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new Receiver(vertx, List.of(registry()), rig.cluster(), log, Duration.ofSeconds(5), meters, Clock.systemUTC())
                .mount(router);
    }

    private static void append(RoutingContext context, KafkaProducer<String, byte[]> producer, String topic) {
        Context here = context.vertx().getOrCreateContext();
        context.request().bodyHandler(body -> {
            int partition = NEXT.getAndIncrement() % Rig.PARTITIONS; // Over all of them, as the keys of the hooks.
            Future<?> unused = producer.send(
                    new ProducerRecord<>(topic, partition, "k", body.getBytes()),
                    (written, failed) -> here.runOnContext(done -> context.response()
                            .setStatusCode(failed == null ? ACCEPTED : FAILED)
                            .end()));
        });
    }

    /** Its hook is open to who knows the secret. */
    static RegistrySettings registry() {
        return new RegistrySettings(
                Corpus.REGISTRY,
                URI.create("http://127.0.0.1:1"),
                RegistrySettings.Kind.DISTRIBUTION,
                RegistryHistory.NONE,
                Optional.of(new RegistrySettings.Webhook(() -> SECRET)),
                new RegistrySettings.Access(Optional.empty(), RegistrySettings.Budget.DEFAULT, Set.of()),
                SweepSettings.ON_REQUEST);
    }
}
