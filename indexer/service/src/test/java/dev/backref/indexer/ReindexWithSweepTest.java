package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.imageIndex;
import static dev.backref.indexer.SampleManifest.referrer;
import static dev.backref.indexer.SweptRegistry.AT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.LocationSignal.Sweep;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Copies of observations that come while a sweep waits for looks. */
class ReindexWithSweepTest {
    private static final String SBOM = "application/spdx+json";
    private static final Optional<String> TABLE = Optional.of("{\"types\":{\"" + SBOM + "\":[\"review\"]}}");
    private static final SampleManifest APP = image("app");
    private static final SampleManifest CHILD = image("child");
    private static final int STEPS = 20;

    @Test
    void answersNothingThatTheSweepHasAsked() {
        SampleManifest vanished = referrer(APP, SBOM, "vanished");
        SampleManifest kept = referrer(APP, SBOM, "kept");
        try (SweptRegistry registry = new SweptRegistry(Basis.DIGESTS)) {
            registry.hold(APP, vanished, kept);
            Sweep before = registry.sweep();
            registry.topology.takeChanges();
            registry.delete(vanished.digest()); // Nobody tells of it.
            Sweep sweep = list(registry);
            steps(registry);

            reindex(registry);
            steps(registry);
            assertThat(registry.topology.takeChanges())
                    .hasSize(2)
                    .allMatch(change -> change.data().cause().orElseThrow().kind() == Cause.Kind.REINDEX);
            assertThat(registry.knowledge(AT).complete()).contains(before.began());
            assertThat(registry.referrers(APP.digest())).hasSize(2);
            registry.settle();
            assertThat(registry.knowledge(AT).complete()).contains(sweep.began());
            assertThat(registry.referrers(APP.digest())).containsExactly(kept.digest());
        }
    }

    @Test
    void hasTheSweepWaitForWhatOtherRulesNameFirst() {
        SampleManifest list = imageIndex(CHILD);
        try (SweptRegistry registry = new SweptRegistry(Basis.TAGS)) {
            registry.tag("v1", list);
            observeByFormerRules(registry, list);
            registry.settle();
            registry.hold(CHILD); // No tag leads there.
            Sweep sweep = list(registry);
            steps(registry);

            reindex(registry);
            assertThat(registry.answer(1)).as("the tag is looked at").isEqualTo(1);
            steps(registry);
            assertThat(registry.knowledge(AT).complete()).isEmpty();
            registry.settle();
            assertThat(registry.knowledge(AT).complete()).contains(sweep.began());
            assertThat(registry.asked)
                    .extracting(RegistryEvent::source)
                    .containsExactly(new Source.Tag(AT, "v1"), new Source.Manifest(AT, CHILD.digest()));
        }
    }

    /** All that a sweep lists is told, and none of its questions is answered. */
    private static Sweep list(SweptRegistry registry) {
        Sweep sweep = registry.begin();
        registry.pieces(sweep, 10).forEach(registry::signal);
        return sweep;
    }

    private static void reindex(SweptRegistry registry) {
        registry.topology.manifests().forEach(each -> registry.topology.reindex(each, TABLE, registry.now()));
    }

    private static void steps(SweptRegistry registry) {
        for (int step = 0; step < STEPS; step++) {
            registry.topology.step();
        }
    }

    private static void observeByFormerRules(SweptRegistry registry, SampleManifest manifest) {
        Source source = new Source.Manifest(AT, manifest.digest());
        Instant now = registry.now();
        Cause why = new Cause(Cause.Kind.PUSH, "delivery");
        Observation.Finding found = new Observation.Manifest(manifest.bytes(), manifest.mediaType());
        registry.topology.observe(
                new Observation(source, found, now, now, why, Optional.empty(), 1, Optional.empty(), false), now);
    }
}
