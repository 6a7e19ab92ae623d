package dev.backref.faults.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.faults.count.Edge;
import dev.backref.faults.count.Lookup;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LapseTest {
    private static final Edge ONE = new Edge("app", "sha256:s", "sha256:one");
    private static final Edge OTHER = new Edge("app", "sha256:s", "sha256:other");

    @Test
    void aFaultIsCountedOnceAndAsWhatItIs() {
        Lapse lapse = new Lapse(
                "now",
                List.of(
                        lookup(1, 503, false, Set.of()),
                        lookup(1, 0, false, Set.of()),
                        lookup(1, 200, false, Set.of()),
                        lookup(1, 200, true, Set.of(ONE)),
                        lookup(1, 200, true, Set.of(ONE, OTHER))));
        assertThat(lapse.failed()).isEqualTo(2);
        assertThat(lapse.empty()).isEqualTo(1);
        assertThat(lapse.partial()).isEqualTo(1);
        assertThat(lapse.byStandby()).isEqualTo(2);
    }

    @Test
    void theTableHasTheDurationsThatSoManyStayedWithin() {
        List<Lookup> hundred = IntStream.rangeClosed(1, 100)
                .mapToObj(ms -> lookup(ms, 200, false, Set.of(ONE, OTHER)))
                .toList();
        assertThat(Lapse.table(List.of(new Lapse("now", hundred))))
                .contains("| now | 100 | 0 | 0 | 0 | 0 | 50.0 | 99.0 | 100.0 |");
    }

    @Test
    void aLapseWithoutLookupsHasNoDurations() {
        assertThat(Lapse.table(List.of(new Lapse("never", List.of())))).contains("| - ");
    }

    private static Lookup lookup(int ms, int status, boolean byStandby, Set<Edge> found) {
        return new Lookup(0, Duration.ofMillis(ms), "app", Set.of(ONE, OTHER), status, byStandby, found);
    }
}
