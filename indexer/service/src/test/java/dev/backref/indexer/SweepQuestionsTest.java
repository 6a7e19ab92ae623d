package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.index;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.LocationSignal.Confirmed;
import dev.backref.ingest.contract.LocationSignal.Rejected;
import dev.backref.ingest.contract.LocationSignal.Sweep;
import dev.backref.ingest.contract.LocationSignal.Unanswered;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Observation.PointsTo;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What ends a question that a sweep asks: a look that began behind it, and none that was under way. */
class SweepQuestionsTest {
    private static final Optional<Instant> NOTHING_ASKED = Optional.of(RegistryEvent.NOT_ASKED);
    private static final SampleManifest OLD = image("old");
    private static final SampleManifest NEW = image("new");
    private static final Source.Tag TAG = new Source.Tag(SweptRegistry.AT, "v1");

    private SweptRegistry registry = new SweptRegistry(Basis.TAGS);

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void isNotEndedByALookThatBeganBeforeIt() {
        registry.tag("v1", NEW);
        Sweep sweep = list();
        RegistryEvent question = onlyQuestion();

        registry.topology.observe(pointsTo(OLD, question).answering(NOTHING_ASKED), registry.now());
        steps();
        assertThat(swept()).isEmpty();

        registry.topology.observe(pointsTo(NEW, question).answering(Optional.of(question.at())), registry.now());
        registry.settle();
        assertThat(swept()).contains(sweep.began());
    }

    @Test
    void isEndedByALookThatAnswersALaterOneToo() {
        registry.tag("v1", NEW);
        Sweep sweep = list();
        RegistryEvent question = onlyQuestion();
        Optional<Instant> later = Optional.of(question.at().plusMillis(1));
        registry.topology.observe(pointsTo(NEW, question).answering(later), registry.now());
        registry.settle();
        assertThat(swept()).contains(sweep.began());
    }

    static Stream<LocationSignal> otherEnds() {
        Instant at = Topologies.BEGIN;
        return Stream.of(
                new Confirmed(TAG, at, NOTHING_ASKED),
                new Rejected(TAG, "bad-answer", "for a human", at, NOTHING_ASKED),
                new Unanswered(TAG, "throttled", "for a human", false, at, NOTHING_ASKED));
    }

    @ParameterizedTest
    @MethodSource("otherEnds")
    void norByAnyOtherEndOfSuchALook(LocationSignal end) {
        registry.tag("v1", NEW);
        Sweep sweep = list();
        onlyQuestion();
        registry.signal(end);
        steps();
        assertThat(swept()).isEmpty();

        registry.signal(new Confirmed(
                TAG, registry.now(), Optional.empty())); // By an ingest that does not say what it answers.
        registry.settle();
        assertThat(swept()).contains(sweep.began());
    }

    /** Something named the manifest; the look for that is under way when a sweep wants it too. */
    @Test
    void isAskedThoughSomethingElseHasAsked() {
        registry.close();
        registry = new SweptRegistry(Basis.DIGESTS);
        SampleManifest sbom = referrer(NEW, "application/spdx+json", "sbom");
        Source.Manifest named = new Source.Manifest(SweptRegistry.AT, sbom.digest());
        registry.tag(NEW.referrersTag(), index(sbom));
        registry.hold(sbom);
        registry.reportPush(index(sbom));
        registry.report(new Source.Tag(SweptRegistry.AT, NEW.referrersTag()), Cause.Kind.PUSH);
        RegistryEvent first = questionOf(named);

        Sweep sweep = list();
        RegistryEvent second = questionOf(named);
        assertThat(second.cause()).isEqualTo(new Cause(Cause.Kind.SWEEP, sweep.id()));

        Observation found =
                Observation.of(named, new Observation.Manifest(sbom.bytes(), sbom.mediaType()), registry.now(), first);
        registry.topology.observe(found.answering(Optional.of(first.at())), registry.now());
        steps();
        assertThat(swept()).isEmpty();

        registry.topology.observe(found.answering(Optional.of(second.at())), registry.now());
        registry.settle();
        assertThat(swept()).contains(sweep.began());
        assertThat(registry.referrers(NEW.digest())).containsOnly(sbom.digest());
    }

    private Sweep list() {
        Sweep sweep = registry.begin();
        registry.pieces(sweep, 10).forEach(registry::signal);
        return sweep;
    }

    private Optional<Instant> swept() {
        return registry.answer(NEW.digest()).knowledge().complete();
    }

    private RegistryEvent onlyQuestion() {
        steps();
        List<RegistryEvent> asked = registry.topology.takeWanted();
        assertThat(asked).hasSize(1);
        return asked.get(0);
    }

    /** All others are answered. */
    private RegistryEvent questionOf(Source source) {
        steps();
        List<RegistryEvent> asked = new ArrayList<>(registry.topology.takeWanted());
        RegistryEvent question = asked.stream()
                .filter(event -> event.source().equals(source))
                .findFirst()
                .orElseThrow();
        asked.remove(question);
        for (RegistryEvent other : asked) {
            Observation gone = Observation.of(other.source(), new Observation.Gone(), registry.now(), other);
            registry.topology.observe(gone, registry.now());
        }
        return question;
    }

    private Observation pointsTo(SampleManifest manifest, RegistryEvent why) {
        return Observation.of(TAG, new PointsTo(manifest.digest()), registry.now(), why);
    }

    private void steps() {
        for (int step = 0; step < 10; step++) {
            registry.topology.step();
        }
    }
}
