package dev.backref.ingest.sweep;

import static dev.backref.ingest.sweep.Pieces.all;
import static dev.backref.ingest.sweep.Pieces.tags;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.LocationSignal.Enlisted;
import dev.backref.ingest.contract.LocationSignal.Enumerated;
import dev.backref.ingest.contract.LocationSignal.EnumerationFailed;
import dev.backref.ingest.contract.LocationSignal.Listing;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.SweepRequest;
import dev.backref.ingest.registry.LookFailure;
import dev.backref.ingest.registry.RepositoryFilter;
import dev.backref.ingest.registry.SweepSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A registry that lists what is in its repositories, and cannot tell which repositories it has. */
class UnlistedRegistryTest {
    private static final Instant T0 = Instant.parse("2026-11-28T08:00:00Z");
    private static final Duration EVERY = Duration.ofHours(6);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    private static final Listed.Failed DOWN =
            new Listed.Failed(LookFailure.TIMED_OUT, "no answer in 30 s", Optional.empty());

    private final Set<String> known = new TreeSet<>(List.of("heard"));
    private final List<LocationSignal> signals = new ArrayList<>();
    private boolean fails = true;
    private int asked;
    private Instant now = T0;
    private RegistrySweep sweep = begin();

    @Test
    void hasWhatIsNamedOrWasHeardOfSweptAllTheSame() {
        run();
        assertThat(sweptSince(T0)).containsExactly("heard", "named");
        assertThat(of(Enumerated.class)).isEmpty();
        assertThat(of(Enlisted.class)).isEmpty();
    }

    @Test
    void saysWhyAndSinceWhenItIsNotEnumerated() {
        run();
        now = sweep.nextTurn(now).orElseThrow();
        run();
        assertThat(of(EnumerationFailed.class))
                .containsExactly(
                        new EnumerationFailed("hub", "timed-out", "no answer in 30 s", T0, T0),
                        new EnumerationFailed("hub", "timed-out", "no answer in 30 s", T0, now));
        assertThat(sweep.row().unlisted()).contains(T0);
        assertThat(sweep.row().listed()).as("no pass has listed all").isEmpty();
    }

    @Test
    void isAskedAgainLessAndLessOftenAndSweptInItsTurn() {
        Instant end = T0.plus(EVERY.multipliedBy(2));
        while (now.isBefore(end)) {
            run();
            now = sweep.nextTurn(now).orElseThrow();
            assertThat(sweep.nextTurn(now)).contains(now);
        }
        assertThat(asked).isBetween(12 * 6, 12 * 12 + 10);
        assertThat(sweptSince(T0)).containsExactly("heard", "named", "heard", "named", "heard", "named");
        List<EnumerationFailed> told = of(EnumerationFailed.class);
        for (int each = 1; each < told.size(); each++) {
            assertThat(Duration.between(told.get(each - 1).at(), told.get(each).at()))
                    .isLessThanOrEqualTo(LONGEST_PAUSE);
        }
    }

    @Test
    void isEnumeratedAndSweptWholeWhenItTells() {
        run();
        fails = false;
        now = sweep.nextTurn(now).orElseThrow();
        run();
        assertThat(of(Enumerated.class))
                .containsExactly(new Enumerated("hub", now, 4, false, Basis.TAGS, Optional.empty()));
        assertThat(sweptSince(now)).containsExactly("heard", "named", "other-1", "other-2");
        assertThat(sweep.row().unlisted()).isEmpty();
        assertThat(sweep.row().pass()).isEmpty();
    }

    /** The names that were swept come before and behind those that were not: none of these is to be left out. */
    @Test
    void isEnumeratedAndSweptWholeWhenItTellsWhileWhatIsKnownIsBeingSwept() {
        known.add("zebra");
        step();
        step(); // The first of the known.
        step();
        assertThat(sweep.row().pass()).isPresent();
        fails = false;
        now = now.plus(LONGEST_PAUSE);
        run();
        assertThat(of(Enumerated.class)).hasSize(1);
        assertThat(sweptSince(now)).contains("heard", "named", "other-1", "other-2", "zebra");
    }

    @Test
    void isAskedAtOnceWhenSomebodyWantsASweep() {
        for (int failures = 0; failures < 8; failures++) {
            run();
            now = sweep.nextTurn(now).orElseThrow();
        }
        run();
        now = now.plusSeconds(1);
        sweep.asked(new SweepRequest("hub", Optional.empty(), "one", now));
        run();
        assertThat(of(EnumerationFailed.class)).last().satisfies(last -> {
            assertThat(last.since()).isEqualTo(T0);
            assertThat(last.at()).isEqualTo(now);
        });
        assertThat(sweptSince(now)).containsExactly("heard", "named");
    }

    @Test
    void remembersOverARestartSinceWhenItDoesNotTell() {
        run();
        SweepRow left = Json.read(Json.write(sweep.row()), SweepRow.class);
        sweep = begin();
        sweep.restore(left);
        now = now.plusSeconds(1);
        run();
        assertThat(of(EnumerationFailed.class))
                .last()
                .extracting(EnumerationFailed::since)
                .isEqualTo(T0);
        fails = false;
        now = sweep.nextTurn(now).orElseThrow();
        run();
        assertThat(sweptSince(now)).containsExactly("heard", "named", "other-1", "other-2");
    }

    /** The pass that was told needs no enumeration of its own to go on; who was told that there is none needs one. */
    @Test
    void saysThatItTellsAgainAfterARestartInTheMiddleOfAPass() {
        fails = false;
        while (sweep.row().pass().filter(SweepRow.Pass::announced).isEmpty()) {
            step();
        }
        SweepRow left = Json.read(Json.write(sweep.row()), SweepRow.class);
        sweep = begin();
        sweep.restore(left);
        fails = true;
        step();
        assertThat(of(EnumerationFailed.class)).hasSize(1);
        fails = false;
        now = sweep.nextTurn(now).orElseThrow().plus(LONGEST_PAUSE);
        run();
        assertThat(of(Enumerated.class)).hasSize(2);
        assertThat(sweep.row().unlisted()).isEmpty();
        assertThat(sweep.row().pass()).isEmpty();
    }

    private static RegistrySweep begin() {
        RepositoryFilter filter = RepositoryFilter.of(List.of("named", "*"));
        return new RegistrySweep(
                "hub",
                RegistryHistory.UNKNOWN,
                new SweepSettings(Optional.of(EVERY), filter, Optional.empty()),
                new Random(7));
    }

    private void run() {
        boolean more = true;
        while (more) {
            more = step();
        }
    }

    private boolean step() {
        if (sweep.isHandingOn()) {
            sweep.handOn(signals::add);
            return true;
        }
        Optional<ListingTask> task = sweep.next(now);
        task.ifPresent(next -> sweep.listed(list(next), known, now, signals::add));
        return task.isPresent();
    }

    private Listed list(ListingTask task) {
        if (task.repository().isPresent()) {
            return all(tags(1), Basis.TAGS);
        }
        asked++;
        return fails ? DOWN : all(List.of("other-1", "other-2", "heard"), Basis.TAGS);
    }

    private List<String> sweptSince(Instant began) {
        return of(Listing.class).stream()
                .filter(piece -> !piece.sweep().began().isBefore(began))
                .map(piece -> piece.location().repository())
                .toList();
    }

    private <T> List<T> of(Class<T> type) {
        return signals.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
