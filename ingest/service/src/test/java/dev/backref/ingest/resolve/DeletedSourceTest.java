package dev.backref.ingest.resolve;

import static dev.backref.ingest.contract.Cause.Kind.CASCADE;
import static dev.backref.ingest.contract.Cause.Kind.DELETE;
import static dev.backref.ingest.contract.Cause.Kind.NAMED_BY;
import static dev.backref.ingest.contract.Cause.Kind.PUSH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.LocationSignal.Unresolved;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeletedSourceTest {
    private static final Source.Manifest IMAGE = Samples.manifest("hub/app", "image");
    private static final Source.Manifest OTHER = Samples.manifest("hub/app", "other");
    private static final Source.Repository APP = Samples.repository("hub/app");

    private final OneRegistry hub = new OneRegistry();

    @Test
    void believesAtOnceThatADeletedManifestIsGone() {
        hub.receive(DELETE, "1", IMAGE);
        hub.lookAndAnswer(new Look.Gone());
        hub.commit();
        assertThat(hub.observations).extracting(Observation::finding).containsExactly(new Observation.Gone());
        assertThat(hub.next()).isEmpty();
    }

    @Test
    void writesADeletedManifestThatIsStillThereAtFirstAndInTheEndAndAsksFourTimesMore() {
        hub.receive(DELETE, "1", IMAGE);
        hub.lookAndAnswer(Samples.found("image"));
        for (long wait : new long[] {200, 1_000, 5_000, 30_000}) {
            assertThat(hub.next()).as("before %s ms", wait).isEmpty();
            hub.pass(Duration.ofMillis(wait));
            hub.lookAndAnswer(Samples.found("image"));
        }
        hub.pass(Duration.ofHours(1));
        assertThat(hub.next()).isEmpty();
        hub.commit();
        assertThat(hub.observations)
                .allSatisfy(observation -> assertThat(observation.finding()).isInstanceOf(Observation.Manifest.class))
                .extracting(Observation::behindDeletion)
                .containsExactly(false, true);
        assertThat(hub.table).containsOnlyKeys("hub");
    }

    @Test
    void writesThatADeletedManifestIsGoneWhenItGoesLate() {
        hub.receive(DELETE, "1", IMAGE);
        hub.lookAndAnswer(Samples.found("image"));
        hub.pass(Duration.ofMillis(200));
        hub.lookAndAnswer(new Look.Gone());
        hub.commit();
        assertThat(hub.observations).hasSize(2);
        assertThat(hub.observations.get(1).finding()).isEqualTo(new Observation.Gone());
        assertThat(hub.observations.get(1).cause()).isEqualTo(new Cause(DELETE, "1"));
    }

    @Test
    void writesAManifestThatWasPushedAgainWhileItsDeletionWasDoubted() {
        hub.receive(DELETE, "1", IMAGE);
        hub.lookAndAnswer(Samples.found("image"));
        hub.receive(PUSH, "2", IMAGE);
        hub.lookAndAnswer(Samples.found("image"));
        hub.commit();
        assertThat(hub.observations)
                .extracting(Observation::cause)
                .containsExactly(new Cause(DELETE, "1"), new Cause(PUSH, "2"));
        assertThat(hub.table).containsOnlyKeys("hub");
    }

    @Test
    void writesNothingOfARepositoryThatIsStillThere() {
        hub.receive(DELETE, "1", APP);
        hub.lookAndAnswer(new Look.Present());
        for (long wait : new long[] {200, 1_000, 5_000, 30_000}) {
            hub.pass(Duration.ofMillis(wait));
            hub.lookAndAnswer(new Look.Present());
        }
        hub.commit();
        assertThat(hub.observations).isEmpty();
        assertThat(hub.table).containsOnlyKeys("hub");
    }

    @Test
    void answersWhatWasInARepositoryThatIsGoneWithoutAskingAlsoAfterARestart() {
        hub.receive(DELETE, "1", APP);
        hub.lookAndAnswer(new Look.Gone());
        hub.commit();
        hub.restart();
        hub.receive(CASCADE, "1", IMAGE);
        assertThat(hub.next()).isEmpty();
        hub.commit();
        assertThat(hub.observations).extracting(Observation::source).containsExactly(APP, IMAGE);
        assertThat(hub.observations).extracting(Observation::finding).containsOnly(new Observation.Gone());
        assertThat(hub.table).containsOnlyKeys("hub", "hub/app");
    }

    /** Its subject is gone, which says nothing of itself; the listing that the repository lacked can have been wrong. */
    @Test
    void asksForWhatIsOnlyDoubtedAlsoWhereTheRepositoryWasSeenToBeGone() {
        hub.receive(DELETE, "1", APP);
        hub.lookAndAnswer(new Look.Gone());
        hub.receive(RegistryEvent.doubted(IMAGE, new Cause(CASCADE, "2"), hub.now));
        assertThat(hub.look().task().source()).isEqualTo(IMAGE);
    }

    @Test
    void aDoubtThatIsNotAnsweredIsNoTroubleOfItsLocation() {
        hub.receive(RegistryEvent.doubted(IMAGE, new Cause(CASCADE, "2"), hub.now));
        hub.lookAndAnswer(OneRegistry.REFUSED_CONNECTION);
        hub.commit();
        assertThat(hub.signals).noneMatch(Unresolved.class::isInstance);
        hub.pass(Duration.ofSeconds(1));
        assertThat(hub.next()).isPresent();
    }

    @Test
    void asksAgainInARepositoryOnceSomethingIsPushedThere() {
        hub.receive(DELETE, "1", APP);
        hub.lookAndAnswer(new Look.Gone());
        hub.commit();
        hub.receive(PUSH, "2", OTHER);
        hub.lookAndAnswer(Samples.found("other"));
        hub.receive(CASCADE, "1", IMAGE);
        assertThat(hub.look().task().source()).isEqualTo(IMAGE);
        hub.commit();
        assertThat(hub.table).doesNotContainKey("hub/app");
    }

    @Test
    void asksAgainInARepositoryOnceSomethingIsSeenThere() {
        hub.receive(DELETE, "1", APP);
        hub.lookAndAnswer(new Look.Gone());
        hub.pass(Duration.ofSeconds(1));
        hub.receive(NAMED_BY, "2", OTHER);
        hub.lookAndAnswer(Samples.found("other"));
        hub.receive(CASCADE, "1", IMAGE);
        assertThat(hub.look().task().source()).isEqualTo(IMAGE);
    }

    @Test
    void looksOnceMoreAtWhatALookFoundThatBeganBeforeTheRepositoryWasGone() {
        hub.receive(PUSH, "0", OTHER);
        Attempt slow = hub.look();
        hub.pass(Duration.ofSeconds(1));
        hub.receive(DELETE, "1", APP);
        hub.lookAndAnswer(new Look.Gone());
        hub.answer(slow, Samples.found("other"));
        hub.lookAndAnswer(new Look.Gone());
        hub.receive(CASCADE, "1", IMAGE);
        assertThat(hub.next()).isEmpty();
        hub.commit();
        assertThat(hub.observations).extracting(Observation::source).containsExactly(APP, OTHER, OTHER, IMAGE);
        assertThat(hub.observations.get(2).finding()).isEqualTo(new Observation.Gone());
    }

    @Test
    void doesNotBelieveThatARepositoryIsGoneIntoWhichSomethingIsPushedDuringTheLook() {
        hub.receive(DELETE, "1", APP);
        Attempt look = hub.look();
        hub.receive(PUSH, "2", IMAGE);
        hub.answer(look, new Look.Gone());
        hub.commit();
        assertThat(hub.observations).isEmpty();
        hub.lookAndAnswer(Samples.found("image"));
        hub.lookAndAnswer(new Look.Present());
        hub.commit();
        assertThat(hub.observations).extracting(Observation::source).containsExactly(IMAGE);
    }
}
