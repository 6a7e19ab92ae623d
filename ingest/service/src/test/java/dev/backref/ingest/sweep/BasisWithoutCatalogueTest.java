package dev.backref.ingest.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.LocationSignal.Enumerated;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.registry.SweepSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a registry is known to let itself be listed by that has no catalogue, whose first repository would show it. */
class BasisWithoutCatalogueTest {
    private static final Instant NOW = Instant.parse("2026-11-29T08:00:00Z");
    private static final Set<String> KNOWN = Set.of("a", "b");

    private final List<LocationSignal> signals = new ArrayList<>();
    private final RegistrySweep sweep =
            new RegistrySweep("hub", RegistryHistory.UNKNOWN, SweepSettings.DEFAULT, new Random(7));

    @Test
    void isToldOnceARepositoryHasShownIt() {
        sweep(Basis.REFERRERS_API);
        assertThat(enumerated()).extracting(Enumerated::basis).containsExactly(Basis.TAGS, Basis.REFERRERS_API);
        assertThat(enumerated()).allSatisfy(each -> {
            assertThat(each.at()).isEqualTo(NOW);
            assertThat(each.locations()).isEqualTo(2);
        });
    }

    @Test
    void isNotToldAgainWhereItIsWhatWasTold() {
        sweep(Basis.TAGS);
        assertThat(enumerated()).hasSize(1);
    }

    private void sweep(Basis basis) {
        for (Optional<ListingTask> next = sweep.next(NOW); next.isPresent(); next = sweep.next(NOW)) {
            boolean catalogue = next.get().repository().isEmpty();
            sweep.listed(catalogue ? new Listed.Gone() : Pieces.all(Set.of(":v1"), basis), KNOWN, NOW, signals::add);
            while (sweep.isHandingOn()) {
                sweep.handOn(signals::add);
            }
        }
    }

    private List<Enumerated> enumerated() {
        return signals.stream()
                .filter(Enumerated.class::isInstance)
                .map(Enumerated.class::cast)
                .toList();
    }
}
