package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Copies of observations that come while a caller waits for looks. */
class ReindexWithRefreshTest extends RefreshRig {
    private static final Optional<String> TABLE = Optional.of("{\"types\":{\"" + SBOM + "\":[\"review\"]}}");

    @Test
    void answersNothingThatACallerHasAsked() {
        pushed(APP, ONE, TWO);
        registry.topology.takeChanges();
        ask("request");
        List<RegistryEvent> manifests = new ArrayList<>();
        for (List<RegistryEvent> asked = asked(); !asked.isEmpty(); asked = asked()) {
            asked.forEach(event -> {
                if (event.source() instanceof Source.Manifest) {
                    manifests.add(event);
                } else {
                    answer(event, registry.now());
                }
            });
        }
        assertThat(manifests)
                .extracting(RegistryEvent::source)
                .contains(new Source.Manifest(AT, ONE.digest()), new Source.Manifest(AT, TWO.digest()));

        registry.topology.manifests().forEach(each -> registry.topology.reindex(each, TABLE, registry.now()));
        steps();
        assertThat(reviewed()).containsExactlyInAnyOrder(ONE.digest(), TWO.digest());
        assertThat(check("request")).isEmpty();
        assertThat(registry.topology.takeWanted()).isEmpty();
        manifests.forEach(event -> answer(event, registry.now()));
        steps();
        assertThat(check("request").orElseThrow().reason()).isEmpty();
    }

    private List<RegistryEvent> asked() {
        steps();
        return registry.topology.takeWanted();
    }

    private List<Digest> reviewed() {
        return registry.topology.takeChanges().stream()
                .filter(change -> change.type() == Change.Type.UPDATED)
                .map(change -> change.data().referrer().digest())
                .toList();
    }
}
