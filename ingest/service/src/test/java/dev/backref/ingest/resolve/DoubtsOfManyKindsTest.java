package dev.backref.ingest.resolve;

import static dev.backref.ingest.contract.Cause.Kind.CASCADE;
import static dev.backref.ingest.contract.Cause.Kind.DELETE;
import static dev.backref.ingest.contract.Cause.Kind.NAMED_BY;
import static dev.backref.ingest.contract.Cause.Kind.PUSH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.LookFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is not believed yet for one reason takes nothing from the patience with another. */
class DoubtsOfManyKindsTest {
    private static final Source.Manifest IMAGE = Samples.manifest("hub/app", "image");
    private static final Source.Tag LATEST = Samples.tag("hub/app", "latest");
    private static final Source.Repository APP = Samples.repository("hub/app");
    private static final Digest OLD = Digest.sha256(Samples.content("old"));
    private static final Digest NEW = Digest.sha256(Samples.content("new"));
    private static final Look ODD = new Look.Doubtful(LookFailure.BAD_ANSWER, "answered 421", Optional.empty());
    private static final Look OTHER_BYTES =
            new Look.Doubtful(LookFailure.DIGEST_MISMATCH, "other bytes", Optional.empty());

    private final OneRegistry hub = new OneRegistry();

    @Test
    void answersWithoutAMeaningTakeNothingFromThePatienceWithOtherBytes() {
        hub.receive(PUSH, "1", IMAGE);
        answer(7, ODD);
        answer(4, OTHER_BYTES);
        hub.commit();
        assertThat(hub.deadLetters).isEmpty();
        hub.lookAndAnswer(OTHER_BYTES);
        hub.commit();
        assertThat(hub.deadLetters)
                .singleElement()
                .satisfies(letter -> assertThat(letter.refusal().reason()).isEqualTo("digest-mismatch"));
    }

    @Test
    void aTagThatIsNotThereYetTakesNothingFromThePatienceWithWhereItPoints() {
        RegistryEvent push = Samples.event(PUSH, "1", LATEST);
        hub.receive(RegistryEvent.reported(LATEST, push.cause(), push.at(), push.reported(), Optional.of(NEW)));
        answer(4, new Look.Gone());
        answer(4, new Look.PointsTo(OLD));
        hub.lookAndAnswer(new Look.PointsTo(NEW));
        hub.commit();
        assertThat(hub.observations)
                .extracting(Observation::finding)
                .containsExactly(new Observation.PointsTo(OLD), new Observation.PointsTo(NEW));
    }

    @Test
    void contradictionsInTurnComeToAnEndAllTheSame() {
        RegistryEvent push = Samples.event(PUSH, "1", LATEST);
        hub.receive(RegistryEvent.reported(LATEST, push.cause(), push.at(), push.reported(), Optional.of(NEW)));
        for (int turn = 0; turn < 4; turn++) {
            answer(1, new Look.Gone());
            answer(1, new Look.PointsTo(OLD));
        }
        hub.lookAndAnswer(new Look.Gone());
        hub.pass(Duration.ofHours(1));
        assertThat(hub.next()).isEmpty();
    }

    @Test
    void looksThatPushesOvertookTakeNothingFromThePatienceWithADeletedRepository() {
        hub.receive(DELETE, "1", APP);
        for (int push = 0; push < 5; push++) {
            Attempt look = hub.look();
            hub.receive(PUSH, "push-" + push, IMAGE);
            hub.answer(look, new Look.Gone());
            hub.lookAndAnswer(Samples.found("image"));
        }
        answer(4, new Look.Present());
        hub.lookAndAnswer(new Look.Gone());
        hub.commit();
        assertThat(hub.observations)
                .last()
                .satisfies(last -> assertThat(last.finding()).isEqualTo(new Observation.Gone()));
    }

    @Test
    void whatACascadeDoubtsTakesNothingFromThePatienceOfWhoeverAsksLater() {
        hub.receive(RegistryEvent.doubted(IMAGE, new Cause(CASCADE, "2"), hub.now));
        answer(8, ODD);
        hub.receive(NAMED_BY, "3", IMAGE);
        answer(8, ODD);
        hub.commit();
        assertThat(hub.deadLetters).isEmpty();
        hub.lookAndAnswer(ODD);
        hub.commit();
        assertThat(hub.deadLetters).hasSize(1);
    }

    @Test
    void anAnswerThatMakesSenseEndsTheDoubtsOfThoseThatDoNot() {
        hub.receive(PUSH, "1", IMAGE);
        answer(4, OTHER_BYTES);
        answer(1, new Look.Gone());
        answer(4, OTHER_BYTES);
        hub.commit();
        assertThat(hub.deadLetters).isEmpty();
        assertThat(row()).contains("\"doubtsOf\":{").contains("\"bytes\":4").contains("\"missing\":1");
    }

    @Test
    void countsEachKindOverARestart() {
        hub.receive(PUSH, "1", IMAGE);
        for (Look look : new Look[] {new Look.Gone(), OTHER_BYTES}) {
            for (int times = 0; times < 4; times++) {
                answer(1, look);
                hub.commit();
                hub.restart();
            }
        }
        hub.lookAndAnswer(OTHER_BYTES);
        hub.commit();
        assertThat(hub.deadLetters).hasSize(1);
    }

    @Test
    void readsARowOfAVersionThatCountedAllKindsTogetherAndBeginsAnew() {
        hub.receive(PUSH, "1", IMAGE);
        answer(1, OTHER_BYTES);
        hub.commit();
        String old = row().replace("\"doubtsOf\":{\"bytes\":1}", "\"doubts\":4,\"rechecks\":3");
        assertThat(old).isNotEqualTo(row());
        hub.table.putAll(Map.of(IMAGE.key(), old.getBytes(StandardCharsets.UTF_8)));
        hub.restart();
        answer(4, OTHER_BYTES);
        assertThat(hub.deadLetters).isEmpty();
        hub.lookAndAnswer(Samples.found("image"));
        hub.commit();
        assertThat(hub.observations).hasSize(1);
    }

    @Test
    void keepsWhatALaterVersionCountsUnderAWordThatThisOneDoesNotKnow() {
        hub.receive(PUSH, "1", IMAGE);
        answer(1, OTHER_BYTES);
        hub.commit();
        String later = row().replace("\"bytes\":1", "\"colour\":2,\"bytes\":3");
        hub.table.putAll(Map.of(IMAGE.key(), later.getBytes(StandardCharsets.UTF_8)));
        hub.restart();
        answer(1, OTHER_BYTES);
        hub.commit();
        assertThat(row()).contains("\"colour\":2").contains("\"bytes\":4");
    }

    private String row() {
        return new String(hub.table.get(IMAGE.key()), StandardCharsets.UTF_8);
    }

    private void answer(int times, Look look) {
        for (int done = 0; done < times; done++) {
            hub.lookAndAnswer(look);
            hub.pass(Patience.LONGEST_BACKOFF);
        }
    }
}
