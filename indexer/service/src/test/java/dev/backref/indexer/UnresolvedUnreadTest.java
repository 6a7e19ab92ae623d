package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.rows.RowKey;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.LocationSignal.Confirmed;
import dev.backref.ingest.contract.LocationSignal.Unresolved;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What could not be looked at, and was resolved while no indexer ran for so long that the signal is gone. */
class UnresolvedUnreadTest {
    private static final SampleManifest APP = image("app");
    private static final Source.Manifest MANIFEST = new Source.Manifest(SweptRegistry.AT, APP.digest());
    private static final Source NEVER_SEEN = new Source.Tag(SweptRegistry.AT, "of-a-push");

    private final SweptRegistry registry = new SweptRegistry(Basis.TAGS);

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void endsWithALookThatBeganLater() {
        Source tag = new Source.Tag(SweptRegistry.AT, "v1");
        unresolved(MANIFEST);
        Instant told = registry.now();
        unresolved(tag);
        registry.tag("v1", APP);
        registry.reportPush(APP);
        assertThat(isTroubled()).as("the tag is").isTrue();
        registry.report(tag, Cause.Kind.PUSH);
        assertThat(isTroubled()).isFalse();

        registry.signal(new Unresolved(MANIFEST, "unreachable", "for a human", told, told));
        assertThat(isTroubled()).as("told behind the look that ended it").isFalse();
    }

    @Test
    void endsWithALookThatFindsWhatIsKnown() {
        registry.tag("v1", APP);
        registry.sweep();
        Instant before = registry.now();
        unresolved(MANIFEST);
        registry.signal(new Confirmed(MANIFEST, before, Optional.empty()));
        assertThat(isTroubled()).as("by a look that began before").isTrue();
        registry.signal(new Confirmed(MANIFEST, registry.now(), Optional.empty()));
        assertThat(isTroubled()).isFalse();
    }

    /** As where the push is still in the log: who looks for a list that names it asks a replica that lags, and once. */
    @Test
    void isNotEndedByALookOfOthersThatFindsNothing() {
        unresolved(MANIFEST);
        registry.pass(Duration.ofMinutes(5));
        registry.report(MANIFEST, Cause.Kind.NAMED_BY);
        assertThat(isTroubled()).isTrue();
        registry.hold(APP);
        registry.report(MANIFEST, Cause.Kind.NAMED_BY);
        assertThat(isTroubled()).isFalse();
    }

    /** What was pushed, and was gone before anybody could look, no listing leads to. */
    @Test
    void isAskedForAgainByASweepOnceNothingMoreIsTold() {
        registry.tag("v1", APP);
        unresolved(NEVER_SEEN);
        registry.sweep();
        assertThat(registry.asked).extracting(RegistryEvent::source).doesNotContain(NEVER_SEEN);
        assertThat(isTroubled()).isTrue();

        registry.goOnAfter(Duration.ofDays(8));
        registry.sweep();
        assertThat(registry.asked).extracting(RegistryEvent::source).containsOnlyOnce(NEVER_SEEN);
        assertThat(isTroubled()).isFalse();
    }

    @Test
    void isAskedForWhereItsRepositoryIsGone() {
        unresolved(NEVER_SEEN);
        registry.report(new Source.Repository(SweptRegistry.AT), Cause.Kind.DELETE);
        registry.settle();
        assertThat(isTroubled()).isFalse();
    }

    /** Rows from before it was kept which attempt was told of last. */
    @Test
    void endsWithALookBehindTheFirstAttemptWhereNoOtherIsKnown() {
        unresolved(MANIFEST);
        Instant since = registry.now().minusMillis(1);
        registry.topology
                .store(TestedTopology.LOCATIONS)
                .put(
                        RowKey.of("U")
                                .text(SweptRegistry.AT.toString())
                                .text(MANIFEST.name())
                                .bytes(),
                        ("{\"since\":\"" + since + "\",\"reason\":\"unreachable\"}").getBytes(StandardCharsets.UTF_8));
        registry.hold(APP);
        registry.reportPush(APP);
        assertThat(isTroubled()).isFalse();
    }

    private void unresolved(Source source) {
        registry.signal(new Unresolved(source, "unreachable", "for a human", registry.now(), registry.now()));
    }

    private boolean isTroubled() {
        return registry.knowledge(SweptRegistry.AT).unresolved().isPresent();
    }
}
