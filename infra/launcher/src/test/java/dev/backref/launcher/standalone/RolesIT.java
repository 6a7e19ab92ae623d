package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.indexer.SampleManifest;
import dev.backref.indexer.contract.remote.Indexer;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every role in processes of its own: what only they show is who answers when one is gone. */
class RolesIT {
    private static final int SUBJECTS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration BETWEEN = Duration.ofMillis(20);
    private static final Duration GONE = Duration.ofSeconds(5);
    private static final int UNAVAILABLE = 503;

    @TempDir
    private Path folder;

    /** Referrers by the path at which they are found. */
    private final Map<String, SampleManifest> expected = new LinkedHashMap<>();

    private Digest refreshed = SampleManifest.image("none").digest();

    @Test
    @Timeout(240)
    void answersEveryLookupWhileOneIndexerIsLeftAndNoneEmptyWhenNoneIs() throws Exception {
        try (FakeRegistry registry = new FakeRegistry();
                Processes processes = new Processes(folder, registry.url())) {
            Program ingest = processes.start("ingest", "in");
            Program first = processes.start("indexer", "first");
            Program second = processes.start("indexer", "second");
            Program query = processes.start("query-api", "query");
            Http hooks = new Http(ingest.awaitReady());
            first.awaitReady();
            second.awaitReady();
            Http api = new Http(query.awaitReady());
            for (int number = 0; number < SUBJECTS; number++) {
                push(registry, hooks, "subject " + number);
            }
            awaitExpected(api);
            assertThat(refresh(api)).contains("\"outcome\":\"caught-up\"");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(processes.indexers()).matches(RolesIT::everyPartitionHasAStandby));

            first.kill();
            List<HttpResponse<byte[]>> answers = lookUpFor(GONE, api);

            assertThat(answers).allMatch(answer -> answer.statusCode() == 200).allMatch(this::isWhole);
            assertThat(answers)
                    .as("some of them from a standby, which say so")
                    .anyMatch(answer ->
                            answer.headers().firstValue("backref-served-by").isPresent());

            second.kill();
            HttpResponse<byte[]> answer = api.get(expected.keySet().iterator().next());
            assertThat(answer.statusCode()).isEqualTo(UNAVAILABLE);
            assertThat(answer.headers().firstValue("retry-after")).isPresent();
            assertThat(answer.headers().firstValue("content-type")).contains("application/json");

            processes.start("indexer", "first").awaitReady();
            push(registry, hooks, "pushed after it came back");
            awaitExpected(api);
        }
    }

    private void push(FakeRegistry registry, Http hooks, String name) {
        SampleManifest subject = SampleManifest.image(name);
        SampleManifest referrer = SampleManifest.referrer(subject, "application/spdx+json", "sbom of " + name);
        registry.push(hooks, "secret", new Location("local", "app"), referrer);
        expected.put("/v2/local/app/referrers/" + subject.digest(), referrer);
        expected.put("/v2/all/app/referrers/" + subject.digest(), referrer);
        expected.put("/api/v1/subjects/" + subject.digest() + "/graph", referrer);
        refreshed = subject.digest();
    }

    /** Asks again about the last subject. */
    private String refresh(Http api) {
        HttpResponse<byte[]> answer = api.post("/api/v1/subjects/" + refreshed + "/refresh", "none", "");
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private void awaitExpected(Http api) {
        expected.forEach((path, referrer) -> api.awaitBody(path, body -> has(body, referrer)));
    }

    private List<HttpResponse<byte[]>> lookUpFor(Duration time, Http api) {
        List<HttpResponse<byte[]>> answers = new ArrayList<>();
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            expected.keySet().forEach(path -> answers.add(api.get(path)));
            LockSupport.parkNanos(BETWEEN.toNanos()); // Whoever takes over needs the machine as well.
        }
        return answers;
    }

    private boolean isWhole(HttpResponse<byte[]> answer) {
        SampleManifest referrer = expected.get(answer.request().uri().getPath());
        return referrer != null && has(new String(answer.body(), StandardCharsets.UTF_8), referrer);
    }

    private static boolean has(String body, SampleManifest referrer) {
        return body.contains(referrer.digest().toString());
    }

    private static boolean everyPartitionHasAStandby(Collection<? extends Indexer> indexers) {
        return IntStream.range(0, Processes.PARTITIONS)
                .allMatch(partition -> indexers.stream()
                                .anyMatch(each -> each.active().contains(partition))
                        && indexers.stream().anyMatch(each -> each.standby().contains(partition)));
    }
}
