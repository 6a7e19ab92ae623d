package dev.backref.ingest.resolve;

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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PushedSourceTest {
    private static final Source.Manifest IMAGE = Samples.manifest("hub/app", "image");
    private static final Source.Tag LATEST = Samples.tag("hub/app", "latest");
    private static final Digest OLD = Digest.sha256(Samples.content("old"));
    private static final Digest NEW = Digest.sha256(Samples.content("new"));

    private final OneRegistry hub = new OneRegistry();

    @Test
    void writesWhatIsFoundAtOnceAndLeavesNoRow() {
        hub.receive(PUSH, "delivery-1", IMAGE);
        hub.lookAndAnswer(Samples.found("image"));
        hub.commit();
        assertThat(hub.observations).singleElement().satisfies(observation -> {
            assertThat(observation.source()).isEqualTo(IMAGE);
            assertThat(observation.cause()).isEqualTo(new Cause(PUSH, "delivery-1"));
            assertThat(((Observation.Manifest) observation.finding()).bytes()).isEqualTo(Samples.content("image"));
        });
        assertThat(hub.table).containsOnlyKeys("hub");
        assertThat(hub.next()).isEmpty();
    }

    @Test
    void writesWhatTheBlobsOfAManifestSay() {
        hub.receive(PUSH, "1", IMAGE);
        hub.lookAndAnswer(new Look.Found(Samples.content("image"), Samples.MEDIA_TYPE, List.of(Samples.payload())));
        hub.commit();
        assertThat(hub.observations)
                .singleElement()
                .satisfies(observation -> assertThat(((Observation.Manifest) observation.finding()).payloads())
                        .containsExactly(Samples.payload()));
    }

    @Test
    void saysWhenTheLookBeganNotWhenItEnded() {
        hub.receive(PUSH, "1", IMAGE);
        Attempt look = hub.look();
        hub.pass(Duration.ofSeconds(7));
        hub.answer(look, Samples.found("image"));
        hub.commit();
        assertThat(hub.observations).extracting(Observation::observed).containsExactly(Samples.T0);
    }

    @Test
    void asksFourTimesMoreBeforeAPushedManifestCountsAsGone() {
        hub.receive(PUSH, "1", IMAGE);
        for (long wait : new long[] {0, 200, 1_000, 5_000, 30_000}) {
            hub.commit();
            assertThat(hub.observations).isEmpty();
            if (wait > 0) {
                hub.pass(Duration.ofMillis(wait - 1));
                assertThat(hub.next()).as("before %s ms", wait).isEmpty();
                hub.pass(Duration.ofMillis(1));
            }
            hub.lookAndAnswer(new Look.Gone());
        }
        hub.commit();
        assertThat(hub.observations)
                .singleElement()
                .satisfies(observation -> assertThat(observation.finding()).isEqualTo(new Observation.Gone()));
        assertThat(hub.table).containsOnlyKeys("hub");
    }

    @Test
    void writesAPushedManifestThatAppearsLate() {
        hub.receive(PUSH, "1", IMAGE);
        hub.lookAndAnswer(new Look.Gone());
        hub.pass(Duration.ofMillis(200));
        hub.lookAndAnswer(Samples.found("image"));
        hub.commit();
        assertThat(hub.observations)
                .singleElement()
                .satisfies(observation -> assertThat(observation.finding()).isInstanceOf(Observation.Manifest.class));
    }

    @Test
    void believesAtOnceThatAWantedManifestIsNotThere() {
        hub.receive(NAMED_BY, "x", IMAGE);
        hub.lookAndAnswer(new Look.Gone());
        hub.commit();
        assertThat(hub.observations).extracting(Observation::finding).containsExactly(new Observation.Gone());
        assertThat(hub.next()).isEmpty();
    }

    @Test
    void namesTheFirstPushAsTheCauseWhateverComesAfterIt() {
        hub.receive(PUSH, "first", IMAGE);
        hub.receive(PUSH, "repeated", IMAGE);
        hub.receive(NAMED_BY, "wanted", IMAGE);
        hub.lookAndAnswer(Samples.found("image"));
        hub.commit();
        assertThat(hub.observations).extracting(Observation::cause).containsExactly(new Cause(PUSH, "first"));
    }

    @Test
    void keepsItsPatienceWithAPushWhenTheIndexWantsTheSame() {
        hub.receive(PUSH, "push", IMAGE);
        hub.receive(NAMED_BY, "wanted", IMAGE);
        hub.lookAndAnswer(new Look.Gone());
        hub.commit();
        assertThat(hub.observations).isEmpty();
    }

    @Test
    void believesThatWhatWasPushedAndThenDeletedIsGone() {
        hub.receive(PUSH, "push", IMAGE);
        hub.receive(DELETE, "delete", IMAGE);
        hub.lookAndAnswer(new Look.Gone());
        hub.commit();
        assertThat(hub.observations).extracting(Observation::cause).containsExactly(new Cause(DELETE, "delete"));
    }

    @Test
    void aNewPushBeginsTheSeriesOfLooksAnew() {
        hub.receive(PUSH, "1", IMAGE);
        hub.lookAndAnswer(new Look.Gone());
        hub.pass(Duration.ofMillis(200));
        hub.lookAndAnswer(new Look.Gone());
        hub.receive(PUSH, "2", IMAGE);
        hub.lookAndAnswer(new Look.Gone());
        hub.pass(Duration.ofMillis(200));
        assertThat(hub.next()).isPresent();
    }

    @Test
    void looksAgainAtATagThatDoesNotYetPointWhereThePushSaid() {
        RegistryEvent push = Samples.event(PUSH, "1", LATEST);
        hub.receive(RegistryEvent.reported(LATEST, push.cause(), push.at(), push.reported(), Optional.of(NEW)));
        hub.lookAndAnswer(new Look.PointsTo(OLD));
        hub.pass(Duration.ofMillis(200));
        hub.lookAndAnswer(new Look.PointsTo(OLD));
        hub.pass(Duration.ofSeconds(1));
        hub.lookAndAnswer(new Look.PointsTo(NEW));
        hub.commit();
        assertThat(hub.observations)
                .extracting(Observation::finding)
                .containsExactly(new Observation.PointsTo(OLD), new Observation.PointsTo(NEW));
        assertThat(hub.table).containsOnlyKeys("hub");
    }
}
