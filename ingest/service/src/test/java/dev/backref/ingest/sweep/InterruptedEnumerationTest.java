package dev.backref.ingest.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.LocationSignal.Enlisted;
import dev.backref.ingest.contract.LocationSignal.Enumerated;
import dev.backref.ingest.contract.LocationSignal.Listing;
import dev.backref.ingest.contract.LocationSignal.SweepFailed;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.registry.SweepSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** An owner of a registry that has told of half of its repositories, or of half of one, and is none any more. */
class InterruptedEnumerationTest {
    private static final Instant T0 = Instant.parse("2026-11-28T08:00:00Z");

    private final Set<String> repositories = new TreeSet<>();
    private final List<LocationSignal> signals = new ArrayList<>();
    private Instant now = T0;
    private RegistrySweep sweep =
            new RegistrySweep("hub", RegistryHistory.UNKNOWN, SweepSettings.DEFAULT, new Random(7));

    /** Else the index would wait for ever for as many locations as the enumeration found. */
    @Test
    void isBegunAnew() {
        for (int number = 0; number < 150; number++) {
            repositories.add("r" + number);
        }
        list();
        sweep.handOn(signals::add);
        assertThat(enlisted()).hasSize(100);
        replace();
        repositories.remove("r1");
        now = now.plusSeconds(1);
        list();
        while (sweep.isHandingOn()) {
            sweep.handOn(signals::add);
        }
        Enumerated whole = (Enumerated) signals.get(signals.size() - 1);
        assertThat(whole.locations()).isEqualTo(149);
        assertThat(enlisted().stream().filter(each -> each.enumeration().equals(whole.at())))
                .hasSize(149);
    }

    /** That it has no list of tags is no news then. */
    @Test
    void leavesBehindThatTheRegistryListsARepositoryWithoutTags() {
        repositories.add("bare");
        list();
        sweep.handOn(signals::add);
        assertThat(sweep.next(now)).contains(new ListingTask("hub", Optional.of("bare")));
        sweep.listed(new Listed.NameUnknown(), Set.of(), now, signals::add);
        assertThat(sweep.isHandingOn()).isTrue();
        replace();
        assertThat(sweep.next(now)).contains(new ListingTask("hub", Optional.of("bare")));
        sweep.listed(new Listed.NameUnknown(), Set.of(), now, signals::add);
        sweep.handOn(signals::add);
        assertThat(signals.get(signals.size() - 1)).isInstanceOf(Listing.class);
        assertThat(signals).noneMatch(SweepFailed.class::isInstance);
    }

    private void replace() {
        SweepRow left = Json.read(Json.write(sweep.row()), SweepRow.class);
        sweep = new RegistrySweep("hub", RegistryHistory.UNKNOWN, SweepSettings.DEFAULT, new Random(7));
        sweep.restore(left);
    }

    private void list() {
        assertThat(sweep.next(now)).contains(new ListingTask("hub", Optional.empty()));
        sweep.listed(Pieces.all(repositories, Basis.TAGS), Set.of(), now, signals::add);
    }

    private List<Enlisted> enlisted() {
        return signals.stream()
                .filter(Enlisted.class::isInstance)
                .map(Enlisted.class::cast)
                .toList();
    }
}
