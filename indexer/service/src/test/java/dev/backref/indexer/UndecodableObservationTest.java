package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.LocationKnowledge.Rejected;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An observation that this version cannot read, as a newer one may write it, leaves nothing complete. */
class UndecodableObservationTest {
    private static final SampleManifest APP = image("app");
    private static final Source.Manifest MANIFEST = new Source.Manifest(SweptRegistry.AT, APP.digest());

    private final SweptRegistry registry = new SweptRegistry(Basis.TAGS);

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void countsAsRejectedUntilItsSourceIsLookedAtAgain() {
        write();
        assertThat(registry.knowledge(SweptRegistry.AT).rejected())
                .contains(new Rejected(1, MANIFEST, "undecodable-observation"));
        registry.hold(APP);
        registry.reportPush(APP);
        assertThat(registry.knowledge(SweptRegistry.AT).rejected()).isEmpty();
    }

    @Test
    void hasItsSourceAskedForBySweeps() {
        registry.tag("v1", APP);
        registry.sweep();
        write();
        registry.asked.clear();
        registry.sweep();
        assertThat(registry.asked).extracting(RegistryEvent::source).contains(MANIFEST);
        assertThat(registry.knowledge(SweptRegistry.AT).rejected()).isEmpty();
    }

    private void write() {
        byte[] nonsense = "{}".getBytes(StandardCharsets.UTF_8);
        registry.topology.pipe(
                IngestTopics.OBSERVATIONS,
                new ProducerRecord<>(IngestTopics.OBSERVATIONS.in(Topologies.PREFIX), 0, MANIFEST.key(), nonsense),
                registry.now());
    }
}
