package dev.backref.query.requirement;

import static dev.backref.query.requirement.PlayedEvidence.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.Completeness.Failing;
import dev.backref.indexer.contract.Completeness.OfRegistry;
import dev.backref.indexer.contract.Completeness.State;
import dev.backref.ingest.contract.Basis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GroundTest {
    @Test
    void isNotOfNowWhereAllWasAnnouncedAndSweepsFail() {
        Completeness announced = Completeness.of(
                Completeness.ALL,
                List.of(new OfRegistry(
                        "local",
                        State.COMPLETE,
                        Basis.EVENTS,
                        2,
                        2,
                        Optional.of(NOW),
                        Optional.empty(),
                        List.of(),
                        Optional.of(new Failing(1, NOW, "unauthorized")))));
        assertThat(new Ground(announced, Optional.of(Duration.ofHours(1)), NOW).whyNotAll())
                .contains("what is known of local was announced, and sweeps have failed since 2026-11-25T12:00:00Z:"
                        + " unauthorized, and may be 1h old");
        assertThat(new Ground(announced, Optional.empty(), NOW).whyNotAll())
                .as("of whatever age")
                .isEmpty();
    }
}
