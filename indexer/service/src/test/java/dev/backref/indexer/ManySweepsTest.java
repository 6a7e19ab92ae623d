package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.ListedSource;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal.Listing;
import dev.backref.ingest.contract.LocationSignal.Sweep;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many sweeps that could all go on at once, and share what one transaction can take. */
class ManySweepsTest {
    private static final int SWEEPS = 40;
    private static final int SHARED = 300;

    private final TestedTopology topology = new TestedTopology();

    @AfterEach
    void close() {
        topology.close();
    }

    @Test
    void goThroughNoMoreInOneStepThanOneAloneWhereNothingIsKnownYet() {
        for (int number = 0; number < SWEEPS; number++) {
            topology.signal(piece("r" + number), Topologies.BEGIN);
        }
        int wanted = 0;
        int steps = 0;
        while (wanted < SWEEPS * SHARED) {
            topology.step();
            int now = topology.takeWanted().size();
            assertThat(now).isBetween(1, SHARED);
            wanted += now;
            steps++;
        }
        assertThat(steps).isLessThan(SWEEPS * 2);
    }

    private static Listing piece(String repository) {
        List<ListedSource> tags = IntStream.range(0, SHARED)
                .mapToObj(tag -> new ListedSource(String.format(Locale.ROOT, ":v%03d", tag), Optional.empty()))
                .toList();
        Instant began = Topologies.BEGIN;
        return new Listing(
                new Location("old", repository),
                new Sweep("sweep of " + repository, began, Basis.TAGS),
                0,
                "",
                Optional.empty(),
                tags);
    }
}
