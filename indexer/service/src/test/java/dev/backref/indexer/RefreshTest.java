package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.index;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Check;
import dev.backref.indexer.facts.Checked;
import dev.backref.indexer.facts.SubjectFact;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.LocationSignal.Asked;
import dev.backref.ingest.contract.LocationSignal.ListedReferrers;
import dev.backref.ingest.contract.LocationSignal.Unanswered;
import dev.backref.ingest.contract.LocationSignal.Unresolved;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the index makes of somebody asking again, where ingest and the registry are played. */
class RefreshTest extends RefreshRig {
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
        assertThat(facts.get(facts.size() - 1)).isInstanceOf(Checked.class);
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
        // The subject and its referrer, whether they are there, the tag and cosign's three, and the list.
        assertThat(registry.asked).hasSize(7);
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
        assertThat(asked).hasSize(6);
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
    void findsWhatCosignKeepsUnderTagsOfItsOwn() {
        pushed(APP);
        SampleManifest signature = image("signature");
        registry.tag("sha256-" + APP.digest().encoded() + ".sig", signature);
        ask("first");
        registry.settle();
        assertThat(check("first")).isPresent();
        assertThat(registry.referrers(APP.digest())).containsOnly(signature.digest());
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
        registry.signal(new Unanswered(tag(), "throttled", "for a human", false, registry.now(), Optional.empty()));
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
                registry.signal(new ListedReferrers(
                        list, List.of(ONE.digest()), event.cause(), true, registry.now(), Optional.empty()));
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
        registry.answer(6);
        steps();
        assertThat(check("first")).isPresent();
        assertThat(check("second")).isEmpty();
        registry.settle();
        assertThat(check("second")).isPresent();
        assertThat(check("third")).isPresent();
        assertThat(registry.asked).hasSize(12);
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
        assertThat(registry.topology.takeWanted()).hasSize(6);
    }

    @Test
    void knowsARepositoryNoBetterForHavingBeenAskedAfterIt() {
        ask("first");
        registry.settle();
        assertThat(check("first")).isPresent();
        assertThat(registry.topology.takeFacts()).singleElement().isInstanceOf(Checked.class);
    }
}
