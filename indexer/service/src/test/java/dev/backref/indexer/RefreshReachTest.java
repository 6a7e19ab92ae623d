package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How far a refresh of a subject goes. */
class RefreshReachTest extends RefreshRig {
    @Test
    void asksAboutManyReferrersInBoundedPieces() {
        int many = 1_100; // More than may be outstanding.
        pushed(APP);
        pushed(IntStream.range(0, many)
                .mapToObj(number -> referrer(APP, SBOM, "number " + number))
                .toArray(SampleManifest[]::new));
        ask("first");
        long written = 0;
        int quiet = 0;
        registry.topology.countAndDrop(TestedTopology.changelog(TestedTopology.LOCATIONS));
        while (quiet < 40) {
            registry.topology.step();
            written = Math.max(
                    written, registry.topology.countAndDrop(TestedTopology.changelog(TestedTopology.LOCATIONS)));
            quiet = registry.answer(400) == 0 ? quiet + 1 : 0;
            registry.topology.countAndDrop(TestedTopology.changelog(TestedTopology.LOCATIONS));
        }
        assertThat(written).isBetween(100L, 1_000L);
        assertThat(registry.asked).hasSize(many + 6).doesNotHaveDuplicates();
        assertThat(check("first")).isPresent();
        assertThat(rowsOfRefreshes()).isZero();
    }

    @Test
    void tellsWhereASubjectIsAndWhereSomethingRefersToIt() {
        pushed(ONE);
        assertThat(places(10)).containsExactly(AT);
        pushed(APP);
        assertThat(places(10)).containsExactly(AT);
        Location elsewhere = new Location("old", "elsewhere");
        registry.topology.observe(
                Observation.of(
                        new Source.Manifest(elsewhere, APP.digest()),
                        new Observation.Manifest(APP.bytes(), APP.mediaType()),
                        registry.now(),
                        RegistryEvent.wanted(
                                new Source.Manifest(elsewhere, APP.digest()),
                                new Cause(Cause.Kind.PUSH, "delivery"),
                                registry.now())),
                registry.now());
        assertThat(places(10)).containsExactly(elsewhere, AT);
        assertThat(places(1)).containsExactly(elsewhere);
    }
}
