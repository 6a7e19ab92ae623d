package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.RegistryKnowledge;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Examination;
import dev.backref.ingest.contract.Finding;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.RegistryHistory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryBehaviourTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(60);

    private final TestedTopology topology = new TestedTopology();

    @AfterEach
    void close() {
        topology.close();
    }

    @Test
    void tellsHowARegistryBehavesAndItsWebhooksComeWhateverElseIsTold() {
        Examination first = new Examination("1", NOON, List.of(new Finding("digest", Finding.Status.WRONG, "bytes")));
        Examination second = new Examination("2", LATER, List.of(new Finding("digest", Finding.Status.OK, "")));
        told(new LocationSignal.Examined("local", first));
        assertThat(known().examination()).contains(first);
        told(new LocationSignal.Webhooks("local", NOON, Optional.of(LATER), Optional.of(60L)));
        told(new LocationSignal.Registry("local", RegistryHistory.NONE, Optional.of(NOON)));
        told(new LocationSignal.Enumerated("local", NOON, 0, true, Basis.TAGS, Optional.empty()));
        told(new LocationSignal.Examined("local", second));

        RegistryKnowledge known = known();
        assertThat(known.examination()).contains(second);
        assertThat(known.heard()).contains(NOON);
        assertThat(known.enumeration()).isPresent();
        RegistryKnowledge.Webhook webhook =
                new RegistryKnowledge.Webhook(NOON, Optional.of(LATER), Optional.of(60L), false);
        assertThat(known.webhook()).contains(webhook);
        assertThat(known.at(LATER.plusSeconds(60)).webhook()).contains(webhook);
        assertThat(known.at(LATER.plusSeconds(61)).webhook().orElseThrow().silent())
                .isTrue();
    }

    private RegistryKnowledge known() {
        return topology.registries()
                .registries(SimulatedIngest.ask())
                .toCompletableFuture()
                .join()
                .registries()
                .get(0);
    }

    private void told(LocationSignal signal) {
        topology.signal(signal, LATER);
        for (int step = 0; step < 5; step++) {
            topology.step();
        }
    }
}
