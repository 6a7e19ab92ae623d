package dev.backref.ingest.resolve;

import static dev.backref.ingest.contract.Cause.Kind.CASCADE;
import static dev.backref.ingest.contract.Cause.Kind.DELETE;
import static dev.backref.ingest.contract.Cause.Kind.NAMED_BY;
import static dev.backref.ingest.contract.Cause.Kind.PUSH;
import static dev.backref.ingest.contract.Cause.Kind.REFRESH;
import static dev.backref.ingest.contract.Cause.Kind.SWEEP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.LocationSignal.Answer;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.LookFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which of the index's questions a look answers: those that were asked before it began. */
class AnsweredQuestionsTest {
    private static final Source.Manifest IMAGE = Samples.manifest("hub/app", "image");
    private static final Source.Repository REPOSITORY = new Source.Repository(IMAGE.location());
    private static final Source.Referrers LIST = new Source.Referrers(IMAGE.location(), IMAGE.digest());
    private static final Instant FIRST = Samples.T0.minusSeconds(9);
    private static final Instant SECOND = Samples.T0.minusSeconds(8);

    private final OneRegistry hub = new OneRegistry();

    @Test
    void noneWhereOnlyAWebhookMadeItLook() {
        hub.receive(PUSH, "push", IMAGE);
        hub.lookAndAnswer(Samples.found("image"));
        assertThat(answered()).containsExactly(RegistryEvent.NOT_ASKED);
    }

    @Test
    void theNewestOfAllThatWereAskedBefore() {
        ask(SWEEP, IMAGE, SECOND);
        ask(NAMED_BY, IMAGE, FIRST);
        hub.receive(PUSH, "push", IMAGE);
        hub.lookAndAnswer(Samples.found("image"));
        assertThat(answered()).containsExactly(SECOND);
    }

    @Test
    void noneThatIsAskedWhileItIsUnderWay() {
        hub.receive(PUSH, "push", IMAGE);
        Attempt attempt = hub.look();
        ask(SWEEP, IMAGE, FIRST);
        hub.answer(attempt, Samples.found("image"));
        hub.lookAndAnswer(Samples.found("image"));
        assertThat(answered()).containsExactly(RegistryEvent.NOT_ASKED, FIRST);
    }

    @Test
    void alsoOneThatBecauseOfItIsNotAskedAgain() {
        ask(SWEEP, IMAGE, FIRST);
        Attempt attempt = hub.look();
        ask(NAMED_BY, IMAGE, SECOND);
        hub.answer(attempt, Samples.found("image"));
        assertThat(answered()).containsExactly(SECOND);
        assertThat(hub.work().pending()).isZero();
    }

    /** What it shows has been written before the question was asked. */
    @Test
    void alsoOneThatIsNotAskedAgainWhereWhatIsFoundWasTold() {
        hub.receive(DELETE, "delete", IMAGE);
        hub.lookAndAnswer(Samples.found("image"));
        hub.pass(Duration.ofMinutes(1));
        Attempt lingering = hub.look();
        ask(NAMED_BY, IMAGE, FIRST);
        hub.answer(lingering, Samples.found("image"));
        assertThat(answered()).containsExactly(RegistryEvent.NOT_ASKED, FIRST);
    }

    /** A look that only a caller waits for is not repeated when it fails, and what is named has to be had. */
    @Test
    void noneThatWouldEndWithACallersPatience() {
        ask(REFRESH, IMAGE, FIRST);
        Attempt attempt = hub.look();
        ask(NAMED_BY, IMAGE, SECOND);
        hub.answer(attempt, OneRegistry.REFUSED_CONNECTION);
        assertThat(answered()).containsExactly(FIRST);
        hub.pass(Duration.ofMinutes(1));
        hub.lookAndAnswer(Samples.found("image"));
        assertThat(answered()).containsExactly(SECOND);
    }

    @Test
    void aSweepThatAsksTooTakesNothingFromWhyItWasAskedBefore() {
        ask(NAMED_BY, IMAGE, FIRST);
        ask(SWEEP, IMAGE, SECOND);
        hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
        hub.commit();
        assertThat(hub.signals).singleElement().isInstanceOf(LocationSignal.Unresolved.class);
        hub.pass(Duration.ofMinutes(1));
        hub.lookAndAnswer(Samples.found("image"));
        hub.commit();
        assertThat(hub.observations).singleElement().satisfies(observation -> {
            assertThat(observation.cause().kind()).isEqualTo(NAMED_BY);
            assertThat(observation.answers()).contains(SECOND);
        });
    }

    /** With a tag comes its manifest, which nobody had asked about. */
    @Test
    void noneOfAManifestThatATagBrought() {
        Source.Tag tag = new Source.Tag(IMAGE.location(), "v1");
        ask(SWEEP, tag, FIRST);
        Look.Found found = (Look.Found) Samples.found("image");
        hub.lookAndAnswer(new Look.Tagged(IMAGE.digest(), found));
        assertThat(answered()).containsExactly(RegistryEvent.NOT_ASKED, FIRST);
    }

    @Test
    void thoseThatWaitedOverARestart() {
        hub.receive(PUSH, "push", IMAGE);
        hub.look();
        ask(SWEEP, IMAGE, FIRST);
        hub.commit();
        hub.restart();
        hub.lookAndAnswer(Samples.found("image"));
        assertThat(answered()).containsExactly(FIRST);
    }

    /** Whoever wrote the row did not say which that were. */
    @Test
    void allThatAFormerVersionLeft() {
        ask(SWEEP, IMAGE, FIRST);
        hub.commit();
        hub.table.replaceAll((key, row) -> new String(row, StandardCharsets.UTF_8)
                .replaceFirst(",\"asked\":\"[^\"]*\"", "")
                .getBytes(StandardCharsets.UTF_8));
        hub.restart();
        ask(SWEEP, IMAGE, SECOND);
        hub.lookAndAnswer(Samples.found("image"));
        hub.commit();
        assertThat(hub.observations).extracting(Observation::answers).containsExactly(Optional.empty());
    }

    @Test
    void saysSoHoweverItEnds() {
        ends(CASCADE, IMAGE, new Look.Gone());
        ends(SWEEP, IMAGE, new Look.Present());
        ends(SWEEP, IMAGE, new Look.Refused(LookFailure.TOO_LARGE, "5 MiB"));
        ends(REFRESH, IMAGE, OneRegistry.REFUSED_CONNECTION);
        ends(SWEEP, LIST, new Look.Lists(List.of(IMAGE.digest())));
    }

    @Test
    void oneThatNeedsNoLookBecauseTheRepositoryIsGone() {
        hub.receive(DELETE, "delete", REPOSITORY);
        hub.lookAndAnswer(new Look.Gone());
        ask(CASCADE, IMAGE, FIRST);
        assertThat(answered()).containsExactly(RegistryEvent.NOT_ASKED, FIRST);
    }

    private void ends(Cause.Kind kind, Source source, Look look) {
        hub.observations.clear();
        hub.signals.clear();
        hub.pass(Duration.ofHours(1));
        ask(kind, source, FIRST);
        hub.lookAndAnswer(look);
        assertThat(answered()).as(look.toString()).containsExactly(FIRST);
    }

    private void ask(Cause.Kind kind, Source source, Instant at) {
        hub.receive(RegistryEvent.wanted(source, new Cause(kind, kind + " " + at), at));
    }

    private List<Instant> answered() {
        hub.commit();
        return hub.observations.isEmpty()
                ? hub.signals.stream()
                        .filter(Answer.class::isInstance)
                        .map(signal -> ((Answer) signal).answers().orElseThrow())
                        .toList()
                : hub.observations.stream()
                        .map(observation -> observation.answers().orElseThrow())
                        .toList();
    }
}
