package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.facts.SubjectFact.LocationState;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.RegistryRefusal;
import dev.backref.ingest.contract.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a registry did not give out, and gives out again, or has no longer, when no webhook tells that. */
class GivenOutAgainTest {
    private static final String BY_POLICY = RegistryRefusal.reason(412);
    private static final SampleManifest APP = image("app");
    private static final SampleManifest OTHER = image("other");

    private SweptRegistry registry = new SweptRegistry(Basis.TAGS);

    @AfterEach
    void close() {
        registry.close();
    }

    /** Nobody has to look at what is known, only to hear that it is there. */
    @Test
    void isSeenByASweepThatHearsThatItIsThere() {
        registry.tag("v1", APP);
        registry.hold(OTHER);
        registry.reportPush(OTHER);
        registry.refused.put(manifest(OTHER), BY_POLICY);
        registry.sweep();
        assertThat(isSomethingWithheld()).isTrue();
        registry.refused.clear();
        registry.sweep();
        assertThat(isSomethingWithheld()).isFalse();
    }

    @Test
    void isNotWhatWasNeverReadable() {
        SampleManifest deep = new SampleManifest("[".repeat(10_000).getBytes(UTF_8), SampleManifest.MANIFEST);
        registry.tag("v1", APP);
        registry.hold(deep);
        registry.reportPush(deep);
        registry.sweep();
        assertThat(registry.knowledge(SweptRegistry.AT).rejected()).isPresent();
    }

    private boolean isSomethingWithheld() {
        return registry.topology.takeFacts().stream()
                .filter(LocationState.class::isInstance)
                .reduce((first, second) -> second)
                .flatMap(state -> ((LocationState) state).withheld())
                .isPresent();
    }

    private static Source manifest(SampleManifest manifest) {
        return new Source.Manifest(SweptRegistry.AT, manifest.digest());
    }
}
