package dev.backref.ingest.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Examination;
import dev.backref.ingest.contract.ExaminationRequest;
import dev.backref.ingest.contract.Finding;
import dev.backref.ingest.contract.LocationSignal.Examined;
import dev.backref.ingest.contract.Source;
import dev.backref.kafka.EmbeddedKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An examination on a real broker, from the request to what is told; only the registry is made up. */
@Timeout(120)
class ExaminationIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final List<Finding> FOUND = List.of(new Finding("digest", Finding.Status.OK, "good"));

    @TempDir
    private Path data;

    @Test
    void endsUnderAnotherOwnerToo() throws Exception {
        try (EmbeddedKafka broker = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data));
                Cluster cluster = new Cluster(broker.bootstrap(), "t.")) {
            FakeRegistry hub = new FakeRegistry("hub");
            List<List<String>> asked = new CopyOnWriteArrayList<>();
            Promise<List<Finding>> found = Promise.promise();
            hub.examiner = known -> {
                asked.add(known);
                return found.future();
            };
            Source image = Samples.manifest("hub/team/app", "image");
            hub.answers(image, Samples.found("image"));
            cluster.send(Samples.event(Cause.Kind.PUSH, "p", image));
            ExaminationRequest request = new ExaminationRequest("hub", "id", Instant.now());

            Resolver first = start(hub, cluster, "a");
            await().atMost(PATIENCE).until(() -> cluster.observations().size() == 1);
            cluster.ask(request);
            await().atMost(PATIENCE).until(() -> asked.size() == 1);
            Source other = Samples.manifest("hub/team/app", "other");
            hub.answers(other, Samples.found("other"));
            cluster.send(Samples.event(Cause.Kind.PUSH, "p", other));
            await("looks go on meanwhile")
                    .atMost(PATIENCE)
                    .until(() -> cluster.observations().size() == 2);
            first.close();

            Resolver second = start(hub, cluster, "b");
            await().atMost(PATIENCE).until(() -> asked.size() == 2);
            found.complete(FOUND);
            await().atMost(PATIENCE).until(() -> !examined(cluster).isEmpty());
            second.close();
            assertThat(asked.get(1)).containsExactly("team/app");
            assertThat(examined(cluster)).singleElement().satisfies(told -> {
                Examination examination = told.examination();
                assertThat(examination.id()).isEqualTo("id");
                assertThat(examination.at()).isAfterOrEqualTo(request.at());
                assertThat(examination.findings()).isEqualTo(FOUND);
            });
        }
    }

    private static List<Examined> examined(Cluster cluster) {
        return cluster.signals().stream()
                .filter(Examined.class::isInstance)
                .map(Examined.class::cast)
                .toList();
    }

    private static Resolver start(FakeRegistry hub, Cluster cluster, String instance) {
        Resolver resolver = new Resolver(
                cluster.settings(instance, Optional.of("member")),
                List.of(hub.configured()),
                new SimpleMeterRegistry(),
                Clock.systemUTC());
        resolver.start();
        return resolver;
    }
}
