package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class IndexTopologyTest {
    /** A step or store with another name loses its state: such a change needs a new generation of the index. */
    @Test
    void hasTheStepsAndStoresThatItHadWhenItsStateWasWritten() throws IOException {
        String described =
                Topologies.topology(new SimpleMeterRegistry()).get().describe().toString();

        try (InputStream pinned = IndexTopologyTest.class.getResourceAsStream("/topology.txt")) {
            assertThat(described).isEqualTo(new String(pinned.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
