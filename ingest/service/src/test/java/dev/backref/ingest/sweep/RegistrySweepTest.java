package dev.backref.ingest.sweep;

import static dev.backref.ingest.sweep.Pieces.all;
import static dev.backref.ingest.sweep.Pieces.tags;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.LocationSignal.Enlisted;
import dev.backref.ingest.contract.LocationSignal.Enumerated;
import dev.backref.ingest.contract.LocationSignal.Listing;
import dev.backref.ingest.contract.LocationSignal.SweepFailed;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.SweepRequest;
import dev.backref.ingest.registry.LookFailure;
import dev.backref.ingest.registry.RepositoryFilter;
import dev.backref.ingest.registry.SweepSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RegistrySweepTest {
    private static final Instant T0 = Instant.parse("2026-11-28T08:00:00Z");
    private static final Duration EVERY = Duration.ofHours(6);
    private static final Listed.Failed DOWN =
            new Listed.Failed(LookFailure.UNREACHABLE, "connection refused", Optional.empty());

    private final Map<String, List<String>> repositories = new TreeMap<>();
    private final Map<String, Listed> failures = new TreeMap<>();
    private final Set<String> known = new TreeSet<>();
    private final List<LocationSignal> signals = new ArrayList<>();
    private Optional<Listed> noCatalogue = Optional.empty();
    private Basis basis = Basis.TAGS;
    private Instant now = T0;
    private RegistrySweep sweep = begin(RepositoryFilter.ALL);

    @Test
    void enlistsAllRepositoriesAndListsEach() {
        repositories.put("a", tags(2));
        repositories.put("b/c", tags(0));
        run();
        assertThat(of(Enlisted.class))
                .extracting(each -> each.location().toString())
                .containsExactly("hub/a", "hub/b/c");
        assertThat(of(Enumerated.class))
                .containsExactly(new Enumerated("hub", T0, 2, true, Basis.TAGS, Optional.empty()));
        assertThat(listed("a")).isEqualTo(tags(2));
        assertThat(listed("b/c")).isEmpty();
        assertThat(sweep.nextTurn(now).orElseThrow())
                .isBetween(T0.plus(EVERY.multipliedBy(9).dividedBy(10)), T0.plus(EVERY));
    }

    @Test
    void tellsOnWhatBasisTheRegistryIsListed() {
        basis = Basis.DIGESTS;
        repositories.put("a", tags(1));
        run();
        assertThat(of(Enumerated.class)).extracting(Enumerated::basis).containsExactly(Basis.DIGESTS);
        assertThat(pieces("a")).extracting(piece -> piece.sweep().basis()).containsExactly(Basis.DIGESTS);
        assertThat(pieces("a")).allMatch(piece -> piece.sweep().fromNothing());
    }

    @Test
    void handsOnLongListingsInPiecesWithoutGaps() {
        repositories.put("a", tags(1_000));
        run();
        assertThat(listed("a")).isEqualTo(tags(1_000));
        assertThat(pieces("a")).hasSize(4).allMatch(piece -> piece.sources().size() <= Listing.MOST_SOURCES);
    }

    @Test
    void goesOnAfterARestartWhereItStopped() {
        repositories.put("a", tags(1_000));
        repositories.put("b", tags(1_000));
        for (int steps = 0; steps < 10; steps++) { // In the middle of the second one.
            step();
        }
        assertThat(pieces("b")).isNotEmpty().hasSizeLessThan(4);
        SweepRow left = Json.read(Json.write(sweep.row()), SweepRow.class);
        sweep = begin(RepositoryFilter.ALL);
        sweep.restore(left);
        run();
        assertThat(listed("a")).isEqualTo(tags(1_000));
        assertThat(listed("b")).isEqualTo(tags(1_000));
        assertThat(of(Enumerated.class)).hasSize(1);
    }

    @Test
    void goesThroughWhatIsNamedOrWasHeardOfWhereTheRegistryHasNoCatalogue() {
        repositories.put("heard", tags(1));
        repositories.put("named", tags(1));
        repositories.put("neither", tags(1));
        known.add("heard");
        noCatalogue = Optional.of(new Listed.Failed(LookFailure.UNAUTHORIZED, "GET answered 401", Optional.empty()));
        sweep = begin(RepositoryFilter.of(List.of("named", "h*")));
        run();
        assertThat(of(Enlisted.class))
                .extracting(each -> each.location().repository())
                .containsExactly("heard", "named");
        assertThat(of(Enumerated.class))
                .containsExactly(
                        new Enumerated("hub", T0, 2, false, Basis.TAGS, Optional.of("unauthorized: GET answered 401")));
    }

    /** As where an account may not see the catalogue, and the registry's own API lists what it may see. */
    @Test
    void callsNothingWholeThatMayHideRepositories() {
        repositories.put("a", tags(1));
        Listed.All seen = all(repositories.keySet(), basis);
        noCatalogue = Optional.of(new Listed.All(seen.lines(), Basis.TAGS, Optional.of("only what may be seen")));
        run();
        assertThat(of(Enumerated.class))
                .containsExactly(new Enumerated("hub", T0, 1, false, Basis.TAGS, Optional.of("only what may be seen")));
        assertThat(listed("a")).isEqualTo(tags(1));
    }

    @Test
    void tellsWhereATagPointsUnlessItMovedMeanwhile() {
        String one = " sha256:" + "1".repeat(64);
        String two = " sha256:" + "2".repeat(64);
        repositories.put("a", List.of(":both", ":both" + one, ":moved" + one, ":moved" + two, ":one" + one, ":two"));
        run();
        assertThat(listed("a")).containsExactly(":both" + one, ":moved", ":one" + one, ":two");
    }

    @Test
    void asksForTheCatalogueAgainWhenTheRegistryIsBack() {
        repositories.put("a", tags(1));
        noCatalogue = Optional.of(DOWN);
        run();
        assertThat(of(Listing.class)).isEmpty();
        noCatalogue = Optional.empty();
        now = sweep.nextTurn(now).orElseThrow();
        run();
        assertThat(listed("a")).isEqualTo(tags(1));
    }

    @Test
    void goesOnBehindALocationThatAlwaysFailsAndComesBackToIt() {
        repositories.put("a", tags(1));
        repositories.put("b", tags(1));
        failures.put("a", DOWN);
        for (int tries = 0; tries < 3; tries++) {
            run();
            now = sweep.nextTurn(now).orElseThrow();
        }
        assertThat(of(SweepFailed.class))
                .hasSize(3)
                .allMatch(each -> each.reason().equals("unreachable"));
        run();
        assertThat(listed("b")).isEqualTo(tags(1));
        failures.clear();
        now = sweep.nextTurn(now).orElseThrow();
        run();
        assertThat(listed("a")).isEqualTo(tags(1));
    }

    @Test
    void saysWhichRepositoryIsNotThere() {
        sweep = begin(RepositoryFilter.of(List.of("nowhere")));
        run();
        assertNotFound("nowhere");
    }

    @Test
    void takesARepositoryThatTheCatalogueListsAndWhoseTagsAreUnknownForOneWithoutTags() {
        repositories.put("a", tags(1));
        repositories.put("emptied", tags(1));
        failures.put("emptied", new Listed.NameUnknown());
        run();
        assertThat(of(SweepFailed.class)).isEmpty();
        assertThat(listed("emptied")).isEmpty();
        assertThat(of(Listing.class)).hasSize(2);
    }

    @Test
    void takesOneThatNoCatalogueListsForOneThatIsNotThere() {
        known.add("vanished");
        repositories.put("a", tags(1));
        failures.put("vanished", new Listed.NameUnknown());
        run();
        assertNotFound("vanished");
    }

    @Test
    void answersARequestByASweepThatBeginsAfterIt() {
        repositories.put("a", tags(1_000));
        repositories.put("b", tags(1));
        for (int steps = 0; steps < 3; steps++) {
            step();
        }
        now = now.plusSeconds(1);
        sweep.asked(new SweepRequest("hub", Optional.of("a"), "one", now));
        Instant asked = now;
        run();
        assertThat(pieces("a")).extracting(piece -> piece.sweep().began()).contains(T0, asked);
        int before = of(Enumerated.class).size();

        now = now.plusSeconds(1);
        sweep.asked(new SweepRequest("hub", Optional.empty(), "two", now));
        run();
        assertThat(of(Enumerated.class)).hasSize(before + 1);
        assertThat(of(Enumerated.class).get(before).at()).isEqualTo(now);
    }

    /** Else whoever waits for its next turn would not wait at all, as long as there is no room for what was listed. */
    @Test
    void hasNoTurnOfItsOwnWhileWhatWasListedWaitsForRoom() {
        repositories.put("a", tags(1));
        sweep.listed(list(sweep.next(now).orElseThrow()), known, now, signals::add);
        assertThat(sweep.isHandingOn()).isTrue(); // The repositories that were found.
        assertThat(sweep.nextTurn(now)).isEmpty();
        sweep.handOn(signals::add);
        assertThat(sweep.nextTurn(now)).contains(now);
    }

    @Test
    void beginsNoPassOfItsOwnWhereNoneIsWanted() {
        repositories.put("a", tags(1));
        sweep = new RegistrySweep("hub", RegistryHistory.NONE, SweepSettings.ON_REQUEST, new Random(7));
        run();
        assertThat(signals).isEmpty();
        assertThat(sweep.nextTurn(now)).isEmpty();
        sweep.asked(new SweepRequest("hub", Optional.of("a"), "one", now));
        run();
        assertThat(listed("a")).isEqualTo(tags(1));
    }

    private RegistrySweep begin(RepositoryFilter filter) {
        SweepSettings settings = new SweepSettings(Optional.of(EVERY), filter, Optional.empty());
        return new RegistrySweep("hub", RegistryHistory.NONE, settings, new Random(7));
    }

    /** Steps until nothing can be done now. */
    private void run() {
        boolean more = true;
        while (more) {
            more = step();
        }
    }

    /** Lists what is to be listed, or hands on a piece; false where there is nothing to do. */
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
        if (task.repository().isEmpty()) {
            return noCatalogue.orElseGet(() -> all(repositories.keySet(), basis));
        }
        String repository = task.repository().get();
        return Optional.ofNullable(failures.get(repository))
                .or(() -> Optional.ofNullable(repositories.get(repository)).map(lines -> all(lines, basis)))
                .orElseGet(Listed.Gone::new);
    }

    private void assertNotFound(String repository) {
        assertThat(of(SweepFailed.class)).singleElement().satisfies(each -> {
            assertThat(each.reason()).isEqualTo(SweepFailed.NOT_FOUND);
            assertThat(each.location().repository()).isEqualTo(repository);
        });
    }

    private <T> List<T> of(Class<T> type) {
        return signals.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private List<Listing> pieces(String repository) {
        return of(Listing.class).stream()
                .filter(piece -> piece.location().repository().equals(repository))
                .toList();
    }

    private List<String> listed(String repository) {
        return Pieces.together(pieces(repository));
    }
}
