package dev.backref.indexer;

import static dev.backref.indexer.ObservedLocation.AT;
import static dev.backref.indexer.SampleEvidence.chart;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HelmProvenanceTest {
    private static final SampleManifest CHART = chart("chart", true);
    private static final SampleManifest SBOM = referrer(CHART, "application/spdx+json", "sbom");
    private static final SampleManifest OTHER = referrer(CHART, "application/spdx+json", "other");
    private static final Filter ANYWHERE = new Filter(Set.of(), Optional.empty(), Optional.empty());
    private static final Filter HERE = new Filter(Set.of(), Optional.of(AT.registry()), Optional.of(AT.repository()));
    private static final int ALL = 100;

    private final ObservedLocation location = new ObservedLocation();

    @AfterEach
    void close() {
        location.close();
    }

    @Test
    void tellsThatAChartIsItsOwnEvidence() throws Exception {
        location.found(CHART, chart("plain", false));

        Referrer itself = page(ANYWHERE, Optional.empty(), ALL).referrers().get(0);
        assertThat(itself.descriptor().digest()).isEqualTo(CHART.digest());
        assertThat(itself.descriptor().annotations()).containsEntry("org.opencontainers.image.title", "chart");
        assertThat(itself.kinds()).containsExactly(Kind.SIGNATURE);
        assertThat(itself.evidence()).hasSize(2);
        assertThat(itself.locations())
                .singleElement()
                .satisfies(at -> assertThat(at.forms()).containsExactly(Form.HELM_PROVENANCE));
        assertThat(location.edges(chart("plain", false).digest())).isEmpty();

        location.gone(CHART.digest());
        assertThat(digests(ANYWHERE, ALL)).isEmpty();
        assertThat(location.topology.takeChanges())
                .extracting(Change::type)
                .containsExactly(Change.Type.ADDED, Change.Type.REMOVED);
    }

    @Test
    void tellsItInNoAnswerThatClientsWalkAlong() throws Exception {
        location.found(CHART, SBOM);

        assertThat(walked(Set.of())).containsExactly(SBOM.digest());
        assertThat(walked(Set.of("application/vnd.cncf.helm.config.v1+json"))).isEmpty();
    }

    @Test
    void tellsItBehindTheOthersOfItsLocationOnWhateverPage() throws Exception {
        location.found(CHART, SBOM, OTHER);

        for (int limit : List.of(1, 2, 3, ALL)) {
            assertThat(digests(HERE, limit)).containsExactly(SBOM.digest(), OTHER.digest(), CHART.digest());
        }
        Set<String> charts = Set.of("application/vnd.cncf.helm.config.v1+json");
        assertThat(digests(new Filter(charts, HERE.registries(), HERE.repository()), ALL))
                .containsExactly(CHART.digest());
        assertThat(digests(new Filter(charts, Optional.empty(), Optional.empty()), ALL))
                .containsExactly(CHART.digest());
        assertThat(digests(new Filter(Set.of("a/b"), HERE.registries(), HERE.repository()), ALL))
                .isEmpty();
    }

    private List<Digest> walked(Set<String> types) throws Exception {
        LocationQuery query = new LocationQuery(AT, CHART.digest(), types, Optional.empty(), 1_000_000, ask());
        return Listed.in(location.topology
                        .lookups()
                        .referrers(query)
                        .toCompletableFuture()
                        .get())
                .stream()
                .map(Descriptor::digest)
                .toList();
    }

    private List<Digest> digests(Filter filter, int limit) throws Exception {
        List<Digest> digests = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            SubjectAnswer page = page(filter, after, limit);
            page.referrers().forEach(each -> digests.add(each.descriptor().digest()));
            after = page.next();
        } while (after.isPresent());
        return digests;
    }

    private SubjectAnswer page(Filter filter, Optional<String> after, int limit) throws Exception {
        return location.topology
                .lookups()
                .subject(new SubjectQuery(CHART.digest(), filter, after, limit, ask()))
                .toCompletableFuture()
                .get();
    }

    private static Ask ask() {
        return new Ask(Caller.ANYONE, Instant.now().plusSeconds(20), Optional.empty());
    }
}
