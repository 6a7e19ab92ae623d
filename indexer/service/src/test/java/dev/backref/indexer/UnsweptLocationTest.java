package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Completeness.OfRegistry;
import dev.backref.indexer.contract.Completeness.State;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal.Enumerated;
import dev.backref.ingest.contract.LocationSignal.Listing;
import dev.backref.ingest.contract.LocationSignal.Sweep;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said of a repository that came after all others of its registry were found, before its first sweep. */
class UnsweptLocationTest {
    private static final SampleManifest APP = image("app");
    private static final Location FRESH = new Location("old", "fresh/app");
    private static final Location NEVER = new Location("old", "never/pushed");

    @Test
    void claimsNoMoreBeforeTheFirstSweepThanBehindIt() {
        try (SweptRegistry registry = new SweptRegistry(Basis.TAGS)) {
            Instant found = enumerate(registry, Basis.TAGS);
            push(registry);
            for (Location at : List.of(FRESH, NEVER)) {
                OfRegistry known = registry.ofLocation(at);
                assertThat(known.state()).isEqualTo(State.PARTIAL);
                assertThat(known.limits()).containsExactly(Basis.UNTAGGED_NOT_LISTABLE);
                assertThat(known.reason()).contains("what no tag leads to cannot be listed");
                assertThat(known.oldest()).contains(found);
                assertThat(registry.knowledge(at).complete())
                        .as("the OCI endpoint answers 200")
                        .contains(found);
            }

            Sweep sweep = registry.begin();
            registry.signal(new Listing(FRESH, sweep, 0, "", Optional.empty(), List.of()));
            registry.settle();
            assertThat(registry.ofLocation(FRESH).state()).isEqualTo(State.PARTIAL);
            assertThat(registry.knowledge(FRESH).complete()).contains(sweep.began());
        }
    }

    @Test
    void isCompleteWhereAllCanBeListed() {
        try (SweptRegistry registry = new SweptRegistry(Basis.DIGESTS)) {
            Instant found = enumerate(registry, Basis.DIGESTS);
            push(registry);
            assertThat(registry.ofLocation(FRESH).state()).isEqualTo(State.COMPLETE);
            assertThat(registry.ofLocation(FRESH).oldest()).contains(found);
            assertThat(registry.ofLocation(FRESH).reason()).isEmpty();
        }
    }

    private static Instant enumerate(SweptRegistry registry, Basis basis) {
        Instant began = registry.now();
        registry.signal(new Enumerated("old", began, 0, true, basis, Optional.empty()));
        return began;
    }

    private static void push(SweptRegistry registry) {
        Source source = new Source.Manifest(FRESH, APP.digest());
        RegistryEvent why = RegistryEvent.wanted(source, new Cause(Cause.Kind.PUSH, "delivery"), registry.now());
        Observation.Finding found = new Observation.Manifest(APP.bytes(), APP.mediaType());
        registry.topology.observe(Observation.of(source, found, registry.now(), why), registry.now());
    }
}
