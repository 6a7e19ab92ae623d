package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.index;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Check;
import dev.backref.indexer.contract.ChecksQuery;
import dev.backref.indexer.contract.PlacesQuery;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.indexer.facts.SubjectFact;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal.Asked;
import dev.backref.ingest.contract.LocationSignal.Confirmed;
import dev.backref.ingest.contract.LocationSignal.ListedReferrers;
import dev.backref.ingest.contract.LocationSignal.Unanswered;
import dev.backref.ingest.contract.LocationSignal.Unresolved;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the index makes of somebody asking again, where ingest and the registry are played. */
class RefreshTest {
    private static final Location AT = SweptRegistry.AT;
    private static final String SBOM = "application/spdx+json";
    private static final SampleManifest APP = image("app");
    private static final SampleManifest ONE = referrer(APP, SBOM, "one");
    private static final SampleManifest TWO = referrer(APP, SBOM, "two");

    private final SweptRegistry registry = new SweptRegistry(Basis.TAGS);

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void findsWhatNoWebhookToldBeforeItSaysSo() {
        pushed(APP);
        registry.hold(ONE);
        registry.tag(APP.referrersTag(), index(ONE));
        registry.topology.takeFacts();

        ask("first");
        assertThat(check("first")).isEmpty();
        registry.settle();
        assertThat(registry.referrers(APP.digest())).containsOnly(ONE.digest());
        assertThat(check("first")).isPresent();
        assertThat(check("first").flatMap(Check::reason)).isEmpty();
        List<SubjectFact> facts = registry.topology.takeFacts();
        assertThat(facts.get(facts.size() - 1)).isInstanceOf(SubjectFact.Checked.class);
        assertThat(facts).filteredOn(fact -> fact instanceof SubjectFact.Edge).isNotEmpty();
    }

    @Test
    void findsWhatOnlyTheRegistrysOwnListNames() {
        pushed(APP);
        SampleManifest ofOne = referrer(ONE, SBOM, "of one");
        registry.hold(ONE, ofOne);
        ask("first");
        registry.settle();
        assertThat(check("first")).isPresent();
        assertThat(registry.referrers(APP.digest())).containsOnly(ONE.digest());
        assertThat(registry.referrers(ONE.digest())).as("another subject").isEmpty();
    }

    @Test
    void saysSoAlsoWhenNothingIsNew() {
        pushed(APP, ONE);
        registry.topology.takeChanges();
        ask("first");
        registry.settle();
        assertThat(check("first")).isPresent();
        assertThat(registry.topology.takeChanges()).isEmpty();
        // The subject and its referrer, whether they are there, the tag, and the list.
        assertThat(registry.asked).hasSize(4);
        assertThat(registry.asked).filteredOn(RegistryEvent::known).hasSize(2);
        assertThat(rowsOfRefreshes()).isZero();
    }

    @Test
    void takesAwayWhatIsGone() {
        pushed(APP, ONE, TWO);
        registry.delete(ONE.digest());
        ask("first");
        registry.settle();
        assertThat(check("first")).isPresent();
        assertThat(registry.referrers(APP.digest())).containsOnly(TWO.digest());
    }

    @Test
    void isNotAnsweredByLooksThatBeganBefore() {
        pushed(APP);
        registry.hold(ONE);
        Instant before = registry.now().minusMillis(1);
        ask("first");
        List<RegistryEvent> asked = registry.topology.takeWanted();
        assertThat(asked).hasSize(3);
        asked.forEach(event -> answer(event, before));
        steps();
        assertThat(check("first")).isEmpty();

        asked.forEach(event -> answer(event, registry.now()));
        steps();
        assertThat(check("first")).isPresent();
        assertThat(registry.referrers(APP.digest())).isEmpty();
    }

    @Test
    void looksAtTheTagThatALongDigestHas() {
        Digest longer = Digest.of("sha512", "ab".repeat(64));
        ask(longer, "first");
        assertThat(registry.topology.takeWanted())
                .extracting(RegistryEvent::source)
                .containsExactly(
                        new Source.Manifest(AT, longer),
                        new Source.Tag(AT, "sha512-" + "ab".repeat(32)),
                        new Source.Referrers(AT, longer));
    }

    @Test
    void hasALookTakenThatASweepWaitsForAlready() {
        registry.tag("v1", APP);
        registry.tag(APP.referrersTag(), index());
        registry.pieces(registry.begin(), 10).forEach(registry::signal);
        steps();
        assertThat(registry.topology.takeWanted())
                .extracting(RegistryEvent::source)
                .contains(tag());
        ask("first");
        assertThat(registry.topology.takeWanted())
                .extracting(RegistryEvent::source)
                .contains(tag());
    }

    @Test
    void saysAtOnceWhatCouldNotBeLookedAt() {
        pushed(APP);
        ask("first");
        registry.signal(new Unanswered(tag(), "throttled", "for a human", false, registry.now()));
        assertThat(check("first").flatMap(Check::reason)).contains("throttled");
        assertThat(registry.knowledge(AT).unresolved()).isEmpty();
        steps();
        assertThat(rowsOfRefreshes()).isZero();
    }

    @Test
    void saysAlsoWhatItLedToAndCouldNotBeLookedAt() {
        pushed(APP);
        ask("first");
        registry.topology.takeWanted().forEach(event -> {
            Source source = event.source();
            if (source instanceof Source.Referrers list) {
                registry.signal(new ListedReferrers(list, List.of(ONE.digest()), event.cause(), true, registry.now()));
            } else {
                answer(event, registry.now());
            }
        });
        steps();
        assertThat(check("first")).isEmpty();
        Instant now = registry.now();
        registry.signal(new Unresolved(new Source.Manifest(AT, ONE.digest()), "unreachable", "", now, now));
        assertThat(check("first").flatMap(Check::reason)).contains("unreachable");
        assertThat(registry.knowledge(AT).unresolved())
                .as("named, and not known")
                .isPresent();
    }

    @Test
    void answersWhoComesMeanwhileWithTheNext() {
        pushed(APP);
        ask("first");
        ask("second");
        ask("third");
        ask("third");
        registry.answer(3);
        steps();
        assertThat(check("first")).isPresent();
        assertThat(check("second")).isEmpty();
        registry.settle();
        assertThat(check("second")).isPresent();
        assertThat(check("third")).isPresent();
        assertThat(registry.asked).hasSize(6);
        assertThat(rowsOfRefreshes()).isZero();
    }

    @Test
    void refusesMoreThanALocationMayHave() {
        for (int other = 0; other < 64; other++) {
            ask(image("other " + other).digest(), "other");
        }
        ask("first");
        assertThat(check("first").flatMap(Check::reason)).contains("busy");
        registry.settle();
        ask("second");
        registry.settle();
        assertThat(check("second")).isPresent();
        assertThat(check("second").flatMap(Check::reason)).isEmpty();
    }

    @Test
    void givesUpWhatWasLost() {
        ask("first");
        registry.topology.takeWanted();
        Instant muchLater = registry.now().plusSeconds(4_000);
        registry.signal(new Asked(AT, APP.digest(), "second", muchLater));
        assertThat(check("first").flatMap(Check::reason)).contains("lost");
        steps();
        assertThat(registry.topology.takeWanted()).hasSize(3);
    }

    @Test
    void knowsARepositoryNoBetterForHavingBeenAskedAfterIt() {
        ask("first");
        registry.settle();
        assertThat(check("first")).isPresent();
        assertThat(registry.topology.takeFacts()).singleElement().isInstanceOf(SubjectFact.Checked.class);
    }

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
        assertThat(registry.asked).hasSize(many + 3).doesNotHaveDuplicates();
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

    private void pushed(SampleManifest... some) {
        registry.hold(some);
        for (SampleManifest each : some) {
            registry.reportPush(each);
        }
        registry.settle();
        registry.asked.clear();
    }

    private void ask(String request) {
        ask(APP.digest(), request);
    }

    private void ask(Digest subject, String request) {
        registry.signal(new Asked(AT, subject, request, registry.now()));
    }

    /** The registry has only what was pushed, and answers so. */
    private void answer(RegistryEvent event, Instant looked) {
        Source source = event.source();
        if (source instanceof Source.Referrers list) {
            registry.signal(new ListedReferrers(list, List.of(), event.cause(), true, looked));
        } else if (event.known()) {
            registry.signal(new Confirmed(source, looked));
        } else {
            registry.topology.observe(Observation.of(source, new Observation.Gone(), looked, event), registry.now());
        }
    }

    private Optional<Check> check(String request) {
        ChecksQuery query =
                new ChecksQuery(APP.digest(), List.of(new ChecksQuery.Requested(AT, request)), SimulatedIngest.ask());
        return SimulatedIngest.get(registry.topology.lookups().checks(query)).checks().stream()
                .findFirst();
    }

    private List<Location> places(int limit) {
        Filter all = new Filter(Set.of(), Optional.empty(), Optional.empty());
        return SimulatedIngest.get(registry.topology
                        .lookups()
                        .places(new PlacesQuery(APP.digest(), all, limit, SimulatedIngest.ask())))
                .locations();
    }

    private static Source.Tag tag() {
        return new Source.Tag(AT, APP.referrersTag());
    }

    /** How many rows tell of refreshes at locations. */
    private long rowsOfRefreshes() {
        List<String> tables = new ArrayList<>();
        registry.topology
                .content(TestedTopology.LOCATIONS)
                .keySet()
                .forEach(key -> tables.add(new String(key.get(), StandardCharsets.UTF_8)));
        return tables.stream().filter(key -> key.startsWith("F")).count();
    }

    private void steps() {
        for (int step = 0; step < 10; step++) {
            registry.topology.step();
        }
    }
}
