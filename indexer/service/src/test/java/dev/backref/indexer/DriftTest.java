package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Source;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is counted as found by sweeps and not brought by webhooks. */
class DriftTest {
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final Duration SECONDS = Duration.ofSeconds(20);
    private static final SampleManifest APP = image("app");
    private static final SampleManifest OTHER = image("other");
    private static final Source V1 = new Source.Tag(SweptRegistry.AT, "v1");

    private final SweptRegistry registry = new SweptRegistry(Basis.DIGESTS);

    @BeforeEach
    void sweepWhatIsThere() {
        registry.tag("v1", APP);
        registry.sweep();
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void isNothingThatTheFirstSweepOfALocationFinds() {
        registry.pass(A_MINUTE);
        assertThat(registry.drift()).isZero();
    }

    @Test
    void isCountedOnceAMinuteHasPassed() {
        registry.tag("v1", OTHER);
        registry.sweep();
        registry.pass(SECONDS);
        assertThat(registry.drift()).isZero();
        registry.pass(A_MINUTE);
        assertThat(registry.drift()).as("the tag, and where it points now").isEqualTo(2);
        registry.sweep();
        registry.pass(A_MINUTE);
        assertThat(registry.drift()).isEqualTo(2);
    }

    @Test
    void isCountedThoughTheIndexIsStoppedBefore() {
        registry.tag("v1", OTHER);
        registry.sweep();
        registry.restartIndex();
        registry.pass(A_MINUTE.multipliedBy(2));
        assertThat(registry.drift()).isEqualTo(2);
    }

    @Test
    void isNothingOfWhichAWebhookTellsThatWasUnderWay() {
        registry.tag("v1", OTHER);
        registry.sweep();
        registry.pass(SECONDS);
        registry.reportPush(OTHER);
        registry.report(V1, Cause.Kind.PUSH);
        registry.pass(A_MINUTE);
        assertThat(registry.drift()).isZero();
    }

    @Test
    void isNothingOfATagNorOfWhereItPointsOnceAWebhookTellsOfTheTag() {
        registry.tag("v1", OTHER);
        registry.sweep();
        registry.report(V1, Cause.Kind.PUSH);
        registry.pass(A_MINUTE);
        assertThat(registry.drift()).isZero();
    }

    @Test
    void isWhatAWebhookTellsOfTooLate() {
        registry.tag("v1", OTHER);
        registry.sweep();
        registry.goOnAfter(A_MINUTE);
        registry.report(V1, Cause.Kind.PUSH);
        registry.pass(A_MINUTE);
        assertThat(registry.drift()).isEqualTo(2);
    }

    @Test
    void isNoTagThatWentWithTheManifestOfWhichAWebhookTold() {
        registry.delete(APP.digest());
        registry.sweep();
        registry.report(new Source.Manifest(SweptRegistry.AT, APP.digest()), Cause.Kind.DELETE);
        registry.pass(A_MINUTE);
        assertThat(registry.drift()).isZero();
    }
}
