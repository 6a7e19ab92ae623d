package dev.backref.ingest.resolve;

import static dev.backref.ingest.contract.Cause.Kind.DELETE;
import static dev.backref.ingest.contract.Cause.Kind.NAMED_BY;
import static dev.backref.ingest.contract.Cause.Kind.PUSH;
import static dev.backref.ingest.contract.Cause.Kind.REFRESH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However many reasons meet at one look, each gets what it asks for. */
class MergedCausesTest {
    private static final Source.Manifest IMAGE = Samples.manifest("hub/app", "image");

    private final OneRegistry hub = new OneRegistry();

    @Test
    void aRefreshBehindAPushIsAnsweredBesideIt() {
        hub.receive(PUSH, "push", IMAGE);
        hub.receive(REFRESH, "asked", IMAGE);
        hub.lookAndAnswer(Samples.found("image"));
        assertThat(causes()).containsExactly(new Cause(PUSH, "push"), new Cause(REFRESH, "asked"));
        assertThat(hub.observations)
                .allSatisfy(observation -> assertThat(observation.finding()).isInstanceOf(Observation.Manifest.class));
    }

    @Test
    void aRefreshBeforeAPushIsAnsweredBesideIt() {
        hub.receive(REFRESH, "asked", IMAGE);
        hub.receive(PUSH, "push", IMAGE);
        hub.lookAndAnswer(Samples.found("image"));
        assertThat(causes()).containsExactly(new Cause(PUSH, "push"), new Cause(REFRESH, "asked"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Cause.Kind.class,
            names = {"NAMED_BY", "SWEEP", "CASCADE"})
    void aRefreshIsTheCauseWhateverElseTheIndexAsks(Cause.Kind other) {
        hub.receive(REFRESH, "asked", IMAGE);
        hub.receive(other, "other", IMAGE);
        hub.lookAndAnswer(Samples.found("image"));
        assertThat(causes()).containsExactly(new Cause(REFRESH, "asked"));
    }

    /** Whoever derives from what is there was not told that it was gone. */
    @Test
    void whatIsThereAgainSaysOnceThatItWasReportedAsDeleted() {
        hub.receive(DELETE, "delete", IMAGE);
        hub.receive(PUSH, "push", IMAGE);
        hub.lookAndAnswer(Samples.found("image"));
        hub.receive(PUSH, "another", IMAGE);
        hub.lookAndAnswer(Samples.found("image"));
        assertThat(causes()).containsExactly(new Cause(PUSH, "push"), new Cause(PUSH, "another"));
        assertThat(hub.observations).extracting(Observation::behindDeletion).containsExactly(true, false);
    }

    /** A registry can take its time to delete. */
    @Test
    void aDeletionThatWasNotSeenYetIsRememberedUntilAPushIsFound() {
        hub.receive(DELETE, "delete", IMAGE);
        hub.lookAndAnswer(Samples.found("image"));
        hub.receive(PUSH, "push", IMAGE);
        hub.pass(Duration.ofMillis(200));
        hub.lookAndAnswer(Samples.found("image"));
        hub.commit();
        assertThat(hub.observations).extracting(Observation::behindDeletion).containsExactly(false, true);
    }

    /** Webhooks come in any order: the push that was behind it can have come before. */
    @Test
    void whatWasReportedAsDeletedAndStaysIsToldOnceMoreInTheEnd() {
        hub.receive(PUSH, "push", IMAGE);
        hub.lookAndAnswer(Samples.found("image"));
        hub.receive(DELETE, "delete", IMAGE);
        for (int looks = 0; looks <= Patience.RECHECKS.size(); looks++) {
            hub.pass(Duration.ofMinutes(1));
            hub.lookAndAnswer(Samples.found("image"));
        }
        hub.commit();
        assertThat(hub.observations).extracting(Observation::behindDeletion).containsExactly(false, false, true);
    }

    @Test
    void aReportOfADeletionIsRememberedOverARestart() {
        hub.receive(DELETE, "delete", IMAGE);
        hub.receive(PUSH, "push", IMAGE);
        hub.commit();
        hub.restart();
        hub.lookAndAnswer(Samples.found("image"));
        assertThat(causes()).containsExactly(new Cause(PUSH, "push"));
        assertThat(hub.observations).extracting(Observation::behindDeletion).containsExactly(true);
    }

    @Test
    void aRefreshIsAnsweredWhenADeleteIsTheCause() {
        hub.receive(DELETE, "delete", IMAGE);
        hub.receive(REFRESH, "asked", IMAGE);
        hub.lookAndAnswer(new Look.Gone());
        assertThat(causes()).containsExactly(new Cause(DELETE, "delete"), new Cause(REFRESH, "asked"));
    }

    @Test
    void aRefreshIsAnsweredOnceAlthoughTheDeletedIsStillThereAndAskedForAgain() {
        hub.receive(DELETE, "delete", IMAGE);
        hub.receive(REFRESH, "asked", IMAGE);
        hub.lookAndAnswer(Samples.found("image"));
        hub.pass(Duration.ofMillis(200));
        hub.lookAndAnswer(Samples.found("image"));
        assertThat(causes()).containsExactly(new Cause(REFRESH, "asked"));
    }

    @Test
    void aRefreshThatCameDuringALookIsAnsweredByTheNext() {
        hub.receive(PUSH, "push", IMAGE);
        Attempt look = hub.look();
        hub.receive(REFRESH, "asked", IMAGE);
        hub.receive(NAMED_BY, "named", IMAGE);
        hub.answer(look, Samples.found("image"));
        hub.lookAndAnswer(Samples.found("image"));
        assertThat(causes()).containsExactly(new Cause(PUSH, "push"), new Cause(REFRESH, "asked"));
    }

    @Test
    void everyoneWhoAskedIsAnsweredUpToFour() {
        for (String id : List.of("1", "2", "3", "3", "4", "5")) {
            hub.receive(REFRESH, id, IMAGE);
        }
        hub.lookAndAnswer(Samples.found("image"));
        assertThat(causes())
                .containsExactly(
                        new Cause(REFRESH, "2"),
                        new Cause(REFRESH, "3"),
                        new Cause(REFRESH, "4"),
                        new Cause(REFRESH, "5"));
    }

    @Test
    void aRefreshIsRememberedOverARestart() {
        hub.receive(PUSH, "push", IMAGE);
        hub.receive(REFRESH, "asked", IMAGE);
        hub.commit();
        hub.restart();
        hub.lookAndAnswer(Samples.found("image"));
        assertThat(causes()).contains(new Cause(REFRESH, "asked"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Cause.Kind.class,
            names = {"NAMED_BY", "SWEEP", "CASCADE", "REFRESH"})
    void whatTheIndexAsksWhileADeletionIsDoubtedIsAnsweredAlthoughTheSameIsWrittenAlready(Cause.Kind kind) {
        hub.receive(DELETE, "delete", IMAGE);
        hub.lookAndAnswer(Samples.found("image"));
        hub.receive(kind, "asked", IMAGE);
        hub.pass(Duration.ofMillis(200));
        hub.lookAndAnswer(Samples.found("image"));
        assertThat(causes()).containsExactly(new Cause(DELETE, "delete"), new Cause(kind, "asked"));
    }

    private List<Cause> causes() {
        hub.commit();
        return hub.observations.stream().map(Observation::cause).toList();
    }
}
