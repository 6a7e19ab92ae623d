package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Check;
import dev.backref.indexer.contract.ChecksQuery;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.LocationSignal.Asked;
import dev.backref.ingest.contract.LocationSignal.SweepFailed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A request to look again at a location that ingest has swept for it: its lister shows what nothing leads to. */
class RefreshWithSweepTest {
    private static final SampleManifest APP = SampleManifest.image("app");
    private static final SampleManifest SBOM = SampleManifest.referrer(APP, "application/spdx+json", "untagged");
    private static final String REQUEST = "request";

    private final SweptRegistry registry = new SweptRegistry(Basis.DIGESTS);

    @BeforeEach
    void fill() {
        registry.tag("v1", APP);
        registry.sweep();
        registry.hold(SBOM); // Nobody tells of it, and no tag leads there.
        registry.signal(new Asked(
                SweptRegistry.AT, APP.digest(), REQUEST, registry.now().plusMillis(1), true));
        registry.settle();
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void hasNotCaughtUpBeforeTheSweepHasEnded() {
        assertThat(check()).isEmpty();
        registry.pieces(registry.begin(), 10).forEach(registry::signal);
        assertThat(check()).isEmpty();
        registry.settle();
        assertThat(check().orElseThrow().reason()).isEmpty();
        assertThat(registry.referrers(APP.digest())).containsExactly(SBOM.digest());
    }

    @Test
    void saysThatTheSweepCouldNotGoOn() {
        registry.signal(new SweepFailed(
                SweptRegistry.AT, registry.begin(), "bad-answer", "a link leads elsewhere", registry.now()));
        registry.settle();
        assertThat(check().orElseThrow().reason()).contains("bad-answer");
    }

    @Test
    void waitsForASweepNoLongerThanSomeMinutes() {
        registry.pass(Duration.ofMinutes(6));
        registry.settle();
        assertThat(check().orElseThrow().reason()).contains("busy");
    }

    private Optional<Check> check() {
        ChecksQuery query = new ChecksQuery(
                APP.digest(), List.of(new ChecksQuery.Requested(SweptRegistry.AT, REQUEST)), SimulatedIngest.ask());
        return SimulatedIngest.get(registry.topology.lookups().checks(query)).checks().stream()
                .findFirst();
    }
}
