package dev.backref.ingest.resolve;

import static dev.backref.ingest.contract.Cause.Kind.CASCADE;
import static dev.backref.ingest.contract.Cause.Kind.DELETE;
import static dev.backref.ingest.contract.Cause.Kind.PUSH;
import static dev.backref.ingest.contract.Cause.Kind.SWEEP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tags that a sweep found, and the manifests that looks at them bring along. */
class FetchedTagTest {
    private static final Source TAG = Samples.tag("hub/app", "v1");
    private static final Source.Manifest IMAGE = Samples.manifest("hub/app", "image");
    private static final Source APP = Samples.repository("hub/app");
    private static final Look.Found FOUND = (Look.Found) Samples.found("image");
    private static final Look TAGGED = new Look.Tagged(IMAGE.digest(), FOUND);

    private final OneRegistry hub = new OneRegistry();
    private final Looks looks = new Looks(new Roster(List.of(hub.client.configured()), 1_000));

    @BeforeEach
    void stands() {
        hub.client.answers(TAG, new Look.PointsTo(IMAGE.digest()));
        hub.client.answers(IMAGE, FOUND);
    }

    @Test
    void aSweepsNewTagIsFetchedAndItsManifestWritten() throws Exception {
        hub.receive(SWEEP, "s", TAG);
        answerByTheRegistry();
        assertThat(hub.client.fetches).containsExactly(TAG);
        assertThat(hub.client.looks).isEmpty();
        assertThat(hub.observations).extracting(Observation::source).containsExactly(IMAGE, TAG);
        assertThat(hub.observations).extracting(Observation::cause).containsOnly(new Cause(SWEEP, "s"));
        assertThat(hub.observations.get(0).finding())
                .isEqualTo(new Observation.Manifest(FOUND.content(), FOUND.mediaType()));
        assertThat(hub.table).isEmpty();
    }

    @Test
    void whatTheBlobsOfItsManifestSayIsWrittenWithIt() throws Exception {
        Look.Found told = new Look.Found(FOUND.content(), FOUND.mediaType(), List.of(Samples.payload()));
        hub.client.answers(IMAGE, told);
        hub.receive(SWEEP, "s", TAG);
        answerByTheRegistry();
        assertThat(hub.observations.get(0).finding())
                .isEqualTo(new Observation.Manifest(told.content(), told.mediaType(), told.payloads()));
    }

    @Test
    void aTagThatIsKnownOrWasPushedIsAskedAboutOnly() throws Exception {
        hub.receive(RegistryEvent.doubted(TAG, new Cause(SWEEP, "s"), Samples.T0));
        answerByTheRegistry();
        hub.receive(PUSH, "p", TAG);
        answerByTheRegistry();
        assertThat(hub.client.fetches).isEmpty();
        assertThat(hub.client.looks).containsExactly(TAG, TAG);
    }

    @Test
    void aManifestThatWillBeLookedAtIsLeftToThatLook() {
        hub.receive(SWEEP, "s", TAG);
        Attempt tag = hub.look();
        hub.receive(DELETE, "d", IMAGE);
        hub.answer(tag, TAGGED);
        hub.lookAndAnswer(new Look.Gone());
        hub.commit();
        assertThat(hub.observations).extracting(Observation::source).containsExactly(TAG, IMAGE);
    }

    @Test
    void aManifestThatWasSeenGoneMeanwhileIsNotBroughtBack() {
        hub.receive(SWEEP, "s", TAG);
        Attempt tag = hub.look();
        hub.pass(Duration.ofMillis(1));
        hub.receive(DELETE, "d", IMAGE);
        hub.lookAndAnswer(new Look.Gone());
        hub.answer(tag, TAGGED);
        hub.commit();
        assertThat(hub.observations)
                .filteredOn(observation -> observation.source().equals(IMAGE))
                .extracting(Observation::finding)
                .containsExactly(new Observation.Gone());
    }

    @Test
    void aLookThatBeganAfterwardsDoesBringItBack() {
        hub.receive(DELETE, "d", IMAGE);
        hub.lookAndAnswer(new Look.Gone());
        hub.pass(Duration.ofMillis(1));
        hub.receive(SWEEP, "s", TAG);
        hub.answer(hub.look(), TAGGED);
        hub.commit();
        assertThat(hub.observations).extracting(Observation::source).containsExactly(IMAGE, IMAGE, TAG);
    }

    @Test
    void nothingIsBroughtBackOfARepositoryThatWasSeenGoneMeanwhile() {
        hub.receive(SWEEP, "s", TAG);
        Attempt tag = hub.look();
        hub.pass(Duration.ofMillis(1));
        hub.receive(DELETE, "d", APP);
        hub.lookAndAnswer(new Look.Gone());
        hub.receive(CASCADE, "d", IMAGE);
        hub.receive(PUSH, "p", Samples.manifest("hub/app", "other"));
        hub.answer(tag, TAGGED);
        hub.commit();
        assertThat(hub.observations)
                .filteredOn(observation -> observation.source().equals(IMAGE))
                .extracting(Observation::finding)
                .containsExactly(new Observation.Gone());
    }

    private void answerByTheRegistry() throws InterruptedException {
        looks.begin(hub.look());
        Looks.Answer answer = looks.take(Duration.ofSeconds(10)).orElseThrow();
        hub.take(answer);
        hub.commit();
    }
}
