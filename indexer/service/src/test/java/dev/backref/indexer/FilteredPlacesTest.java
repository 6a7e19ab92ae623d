package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.ContentFilter;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A referrer at two locations, of which the first was looked at by rules that knew less. */
class FilteredPlacesTest {
    private static final SampleManifest APP = SampleManifest.image("app");
    private static final SampleManifest SIGNED = SampleManifest.referrer(APP, "application/cose", "signature");
    private static final Location FIRST = new Location("a", "app");
    private static final Location SECOND = new Location("b", "app");

    private final TestedTopology topology = new TestedTopology();
    private Instant now = Topologies.BEGIN;

    @AfterEach
    void close() {
        topology.close();
    }

    @Test
    void isNotHiddenByAFilterThatTheSecondOnePasses() {
        observe(FIRST, 1);
        observe(SECOND, Observation.RULES);
        assertThat(referrers(ContentFilter.NONE).referrers()).singleElement().satisfies(each -> {
            assertThat(each.kinds()).as("as the first tells").doesNotContain(Kind.SIGNATURE);
            assertThat(each.locations()).hasSize(2);
        });
        assertThat(referrers(new ContentFilter(Set.of(Kind.SIGNATURE), Set.of(), Map.of()))
                        .referrers())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.kinds()).contains(Kind.SIGNATURE);
                    assertThat(each.locations()).as("it is at both").hasSize(2);
                });
    }

    @Test
    void isNotHiddenByAnotherKindThatIsAskedForAsWell() {
        observe(FIRST, 1);
        observe(SECOND, Observation.RULES);
        Set<Kind> kinds =
                new HashSet<>(referrers(ContentFilter.NONE).referrers().get(0).kinds());
        assertThat(kinds).as("as the first tells").isNotEmpty().doesNotContain(Kind.SIGNATURE);
        kinds.add(Kind.SIGNATURE);
        assertThat(referrers(new ContentFilter(kinds, Set.of(), Map.of())).referrers())
                .singleElement()
                .satisfies(each -> assertThat(each.kinds()).contains(Kind.SIGNATURE));
    }

    private void observe(Location at, int rules) {
        now = now.plusMillis(1);
        topology.observe(
                new Observation(
                        new Source.Manifest(at, SIGNED.digest()),
                        new Observation.Manifest(SIGNED.bytes(), SIGNED.mediaType()),
                        now,
                        now,
                        new Cause(Cause.Kind.PUSH, "delivery"),
                        Optional.empty(),
                        rules,
                        Optional.empty(),
                        false),
                now);
    }

    private SubjectAnswer referrers(ContentFilter content) {
        Filter filter = new Filter(Set.of(), Set.of(), Optional.empty(), content);
        return SimulatedIngest.get(topology.lookups()
                .subject(new SubjectQuery(APP.digest(), filter, Optional.empty(), 10, SimulatedIngest.ask())));
    }
}
