package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Completeness.State;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.LocationSignal.Asked;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The log keeps the last look at each source. An index that is built from it finds sources that only sweeps and refreshes
 * seem to have brought, and must not take that for webhooks that were lost.
 */
class RebuiltClaimTest {
    private static final SampleManifest APP = image("app");
    private static final SampleManifest SIGNATURE = image("signature");
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Duration A_WHILE = Duration.ofMinutes(2);

    private final SweptRegistry registry = new SweptRegistry(Basis.TAGS);

    @BeforeEach
    void rebuild() {
        registry.rebuildAfter(A_DAY);
        registry.listen();
        registry.hold(APP);
        registry.reportPush(APP);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    /** Each sweep on the basis of tags looks at each tag once more. */
    @Test
    void keepsTheClaimWhereSweepsWereTheLastToLookAtTags() {
        registry.tag("v1", APP);
        registry.sweep();
        registry.pass(A_WHILE);
        isWhole();
    }

    @Test
    void keepsTheClaimWhereRefreshesWereTheLastToLookAtTags() {
        registry.tag(cosign(), SIGNATURE);
        registry.signal(new Asked(SweptRegistry.AT, APP.digest(), "request", registry.now()));
        registry.settle();
        registry.pass(A_WHILE);
        isWhole();
    }

    @Test
    void endsTheClaimWithWhatIsFoundOnceAllWasRead() {
        registry.tag("v1", APP);
        registry.sweep();
        registry.goOnAfter(A_DAY);
        registry.tag("v2", APP);
        registry.sweep();
        registry.pass(A_WHILE);
        assertThat(registry.told().broken().orElseThrow().detail()).endsWith(":v2");
    }

    /** As after an outage: what it reads late was announced to it, or was not. */
    @Test
    void endsTheClaimWithWhatAnIndexThatIsBehindReads() {
        registry.goOnAfter(A_DAY);
        registry.reportPush(APP);
        registry.rebuildAfter(A_DAY);
        registry.tag("v1", APP);
        registry.sweep();
        registry.pass(A_WHILE);
        assertThat(registry.told().broken()).isPresent();
    }

    /** The webhook is in the log, a moment behind what the sweep found. */
    @Test
    void keepsTheClaimWhereAnIndexThatIsBehindHasNotReadTheWebhookYet() {
        registry.goOnAfter(A_DAY);
        registry.reportPush(APP);
        registry.rebuildAfter(A_DAY);
        registry.tag("v1", APP);
        registry.sweep();
        registry.topology.pass(Duration.ofSeconds(5));
        isWhole();
        registry.pass(A_WHILE);
        assertThat(registry.told().broken()).as("nothing more is in the log").isPresent();
    }

    private static String cosign() {
        return APP.digest().toString().replace(':', '-') + ".sig";
    }

    private void isWhole() {
        assertThat(registry.told().broken()).isEmpty();
        assertThat(registry.ofRegistry().state()).isEqualTo(State.COMPLETE);
    }
}
