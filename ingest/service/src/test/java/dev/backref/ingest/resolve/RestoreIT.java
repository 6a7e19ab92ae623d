package dev.backref.ingest.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a resolver reads before it begins. */
@Timeout(120)
class RestoreIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROWS = 50_000;
    private static final int FEW = 25;

    @TempDir
    private Path data = Path.of("");

    /** A resolver takes a turn for each: a history of some thousand pushes made it restore for ten seconds and more. */
    @Test
    void readsManyRowsInFewSteps() throws Exception {
        try (EmbeddedKafka broker = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data));
                Cluster cluster = new Cluster(broker.bootstrap(), "restore.");
                Admin admin = Admin.create(cluster.kafka.client("restore"))) {
            cluster.leaveRows(1, ROWS);
            try (Restore restore = new Restore(cluster.kafka, List.of(1), admin)) {
                TreeSet<Integer> sizes = new TreeSet<>();
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> {
                    boolean whole = restore.step();
                    sizes.add(restore.rows().size());
                    return whole;
                });
                assertThat(restore.rows()).hasSize(ROWS);
                assertThat(sizes).hasSizeLessThan(FEW);
            }
        }
    }
}
