package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backref.indexer.IndexSettings.Effort;
import dev.backref.indexer.SampleManifest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.SweepSettings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class StandaloneIT {
    private static final String SECRET = "secret";
    private static final Location AT = new Location("local", "app");

    @TempDir
    private Path data;

    @Test
    void servesWhatWasPushedAlsoAfterARestartAndAnnouncesItOnce() throws Exception {
        SampleManifest subject = SampleManifest.image("subject");
        SampleManifest sbom = SampleManifest.referrer(subject, "application/spdx+json", "sbom");
        String lookup = "/v2/local/app/referrers/" + subject.digest();
        try (FakeRegistry registry = new FakeRegistry()) {
            try (Node standalone = start(registry.url(), 0)) {
                Http http = new Http(standalone.port());
                assertThat(http.get(lookup).statusCode())
                        .as("nothing heard yet")
                        .isEqualTo(404);
                registry.push(http, SECRET, AT, subject);
                registry.push(http, SECRET, AT, sbom);
                http.awaitBody(lookup, body -> body.contains(sbom.digest().toString()));
                assertThat(http.get("/v2/local/app/manifests/" + sbom.digest()).body())
                        .as("handed through")
                        .isEqualTo(sbom.bytes());
                refusals(http);
                http.awaitBody("/health/ready", body -> body.startsWith("{\"status\":\"ready\""));
                metrics(http);
            }
            try (Node standalone = start(registry.url(), 0)) {
                Http http = new Http(standalone.port());
                assertThat(http.text(lookup)).contains(sbom.digest().toString());
                SampleManifest other = SampleManifest.referrer(subject, "application/spdx+json", "other");
                registry.push(http, SECRET, AT, sbom);
                registry.push(http, SECRET, AT, other);
                List<String> announced = new ArrayList<>();
                http.follow("/api/v1/changes?after=beginning&subject=" + subject.digest(), event -> {
                    announced.add(event);
                    return !event.contains(other.digest().toString());
                });
                assertThat(announced).hasSize(2);
                assertThat(announced.get(0)).contains(sbom.digest().toString());
            }
        }
    }

    /** The line as the broker writes it, through the broker's own logger; that it does is shown beside the broker. */
    @Test
    void showsTheBrokersAlarmInItsHealthAndItsMetrics() throws Exception {
        try (Node standalone = start(URI.create("http://127.0.0.1:1/"), 0)) {
            Http http = new Http(standalone.port());
            long before = skippedMarkers(http);
            LoggerFactory.getLogger("kafka.coordinator.transaction.TransactionMarkerChannelManager")
                    .info("Couldn't find leader endpoint for partitions Set(backref.changes-1), these partitions are"
                            + " likely deleted already and hence can be skipped");
            assertThat(skippedMarkers(http)).isEqualTo(before + 1);
            http.awaitBody("/health/ready", body -> body.startsWith("{\"status\":\"ready\"") && body.contains("ALARM"));
            assertThat(http.text("/health/ready")).contains("Set(backref.changes-1)");
        }
    }

    private static long skippedMarkers(Http http) {
        return http.text("/metrics")
                .lines()
                .filter(line -> line.startsWith("backref_broker_skipped_markers_total "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    @Test
    void namesThePortThatIsTakenAndTheDataThatIsInUse() throws Exception {
        URI nowhere = URI.create("http://127.0.0.1:1/");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(nowhere, taken.getLocalPort()))
                    .isInstanceOf(StartupFailure.class)
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()));
        }
        try (Node first = start(nowhere, 0)) {
            assertThat(first.port()).isPositive();
            assertThatThrownBy(() -> start(nowhere, 0))
                    .isInstanceOf(StartupFailure.class)
                    .hasMessageContaining("another process");
        }
    }

    private static void refusals(Http http) {
        assertThat(http.post("/hooks/local", "wrong", "{}").statusCode()).isEqualTo(401);
        assertThat(http.post("/hooks/other", SECRET, "{}").statusCode()).isEqualTo(404);
        assertThat(http.post("/hooks/local", SECRET, "garbage").statusCode()).isEqualTo(202);
    }

    /** Of each part one that shows whether it works. */
    private static void metrics(Http http) {
        String metrics = http.text("/metrics");
        for (String client : List.of("backref-receive", "backref-resolve-", "backref-requests")) {
            assertThat(metrics.lines())
                    .as("what the producer %s sends", client)
                    .anyMatch(line -> line.startsWith("kafka_producer_record_send_rate{client_id=\"" + client));
        }
        for (String client : List.of("backref-resolve-", "backref-feed\"")) {
            assertThat(metrics.lines())
                    .as("what the consumer %s reads", client)
                    .anyMatch(line -> line.startsWith(
                            "kafka_consumer_fetch_manager_records_consumed_rate{client_id=\"" + client));
        }
        assertThat(metrics)
                .contains(
                        "backref_webhooks_total",
                        "backref_dead_letters_total{reason=\"not-json\"} 1.0",
                        "backref_resolver_looks_total",
                        "backref_resolver_pending",
                        "backref_resolver_unconfigured",
                        "backref_resolver_budget_available{registry=\"local\"}",
                        "kafka_stream_thread_process_rate",
                        "backref_index_changes_total{type=\"added\"} 1.0",
                        "backref_index_lag_seconds",
                        "backref_lookups_seconds_count",
                        "backref_passthrough_seconds_count{outcome=\"2xx\",registry=\"local\"} 1",
                        "backref_feed_readers",
                        "backref_feed_lag",
                        "jvm_memory_used_bytes");
    }

    private Node start(URI registry, int port) throws InterruptedException {
        RegistrySettings local = new RegistrySettings(
                "local",
                registry,
                RegistrySettings.Kind.DISTRIBUTION,
                RegistryHistory.NONE,
                Optional.of(new RegistrySettings.Webhook(() -> SECRET)),
                new RegistrySettings.Access(Optional.empty(), RegistrySettings.Budget.DEFAULT, Set.of()),
                SweepSettings.ON_REQUEST);
        Node standalone = Node.start(
                new StandaloneSettings(
                        data,
                        new StandaloneSettings.Http("127.0.0.1", port, Duration.ofSeconds(2)),
                        new StandaloneSettings.Broker(Optional.empty(), Optional.empty(), "backref.", 4, Map.of()),
                        List.of(local),
                        Effort.DEFAULT),
                Role.all(),
                new Progress(System.out));
        assertThat(standalone.awaitReady(() -> false)).isTrue();
        return standalone;
    }
}
