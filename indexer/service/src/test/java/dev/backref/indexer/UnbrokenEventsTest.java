package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.index;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Completeness.OfRegistry;
import dev.backref.indexer.contract.Completeness.State;
import dev.backref.indexer.contract.RegistryKnowledge.Broken;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal.Asked;
import dev.backref.ingest.contract.LocationSignal.Enlisted;
import dev.backref.ingest.contract.LocationSignal.Enumerated;
import dev.backref.ingest.contract.LocationSignal.EventsLost;
import dev.backref.ingest.contract.LocationSignal.Registry;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That all of a registry was announced since it was empty is said until something shows that it is not so. */
class UnbrokenEventsTest {
    private static final String SBOM = "application/spdx+json";
    private static final SampleManifest APP = image("app");
    private static final SampleManifest OTHER = image("other");
    private static final SampleManifest ONE = referrer(APP, SBOM, "one");
    private static final Source TAG = new Source.Tag(SweptRegistry.AT, "v1");
    private static final Location NEVER = new Location("old", "never/pushed");
    private static final Duration A_WHILE = Duration.ofMinutes(2);

    private SweptRegistry registry = new SweptRegistry(Basis.TAGS);

    @BeforeEach
    void listen() {
        registry.listen();
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void holdsWhereSweepsFindWhatWebhooksToldOf() {
        push("v1", APP);
        registry.hold(ONE);
        registry.reportPush(ONE);
        registry.sweep();
        registry.pass(A_WHILE);
        registry.sweep();
        isWhole();
    }

    @Test
    void endsWhereTheFirstSweepFindsWhatNoWebhookToldOf() {
        push("v1", APP);
        assertThat(registry.ofLocation(NEVER).state()).isEqualTo(State.COMPLETE);
        registry.tag("v2", OTHER);
        registry.sweep();
        Instant found = registry.now();
        registry.pass(A_WHILE);

        Broken broken = registry.told().broken().orElseThrow();
        assertThat(broken.reason()).isEqualTo(Broken.UNANNOUNCED);
        assertThat(broken.detail()).startsWith(SweptRegistry.AT.toString());
        assertThat(broken.since()).isBeforeOrEqualTo(found);
        isBroken(SweptRegistry.AT);
        isBroken(NEVER);
        assertThat(registry.ofRegistry().state()).isEqualTo(State.PARTIAL);
        assertThat(registry.ofRegistry().reason().orElse("")).contains("no webhook told of " + broken.detail());
        assertThat(registry.knowledge(NEVER).complete()).as("never 404 again").isPresent();
    }

    @Test
    void saysWhatTheBasisCannotListOnceItHasEnded() {
        Instant began = registry.now();
        registry.signal(new Enlisted(SweptRegistry.AT, began));
        registry.signal(new Enumerated("old", began, 1, true, Basis.TAGS, Optional.empty()));
        registry.tag("v1", APP);
        registry.sweep();
        registry.pass(A_WHILE);
        for (OfRegistry known : new OfRegistry[] {
            registry.ofRegistry(), registry.ofLocation(SweptRegistry.AT), registry.ofLocation(NEVER)
        }) {
            assertThat(known.state()).isEqualTo(State.PARTIAL);
            assertThat(known.limits()).containsExactly(Basis.UNTAGGED_NOT_LISTABLE);
            assertThat(known.basis()).isEqualTo(Basis.TAGS);
        }
    }

    @Test
    void saysNoLessThanASweepDoesThatListsAll() {
        registry.close();
        registry = new SweptRegistry(Basis.DIGESTS);
        registry.listen();
        registry.tag("v1", APP);
        registry.sweep();
        registry.pass(A_WHILE);
        assertThat(registry.told().broken()).isPresent();
        assertThat(registry.ofLocation(SweptRegistry.AT).state()).isEqualTo(State.COMPLETE);
        assertThat(registry.ofLocation(NEVER).state()).isEqualTo(State.PARTIAL);
    }

    @Test
    void waitsForAWebhookThatIsOnItsWay() {
        registry.tag("v1", APP);
        registry.sweep();
        registry.pass(Duration.ofSeconds(30));
        isWhole();
        reportTag();
        registry.pass(A_WHILE);
        isWhole();
    }

    @Test
    void isRestoredByAWebhookThatIsLateAndByNothingElse() {
        registry.tag("v1", APP);
        registry.sweep();
        registry.pass(A_WHILE);
        isBroken(SweptRegistry.AT);
        registry.signal(new Registry("old", RegistryHistory.NONE, Optional.of(registry.now())));
        registry.sweep();
        isBroken(SweptRegistry.AT);
        registry.pass(Duration.ofMinutes(50));
        reportTag();
        isWhole();
    }

    @Test
    void isOverForGoodWhereNoWebhookCameInAnHour() {
        registry.tag("v1", APP);
        registry.sweep();
        registry.pass(Duration.ofMinutes(65));
        reportTag();
        registry.signal(new Registry("old", RegistryHistory.NONE, Optional.of(registry.now())));
        registry.sweep();
        registry.pass(A_WHILE);
        isBroken(SweptRegistry.AT);
    }

    @Test
    void endsWhereACallersQuestionBringsSomethingToLight() {
        push("v1", APP);
        registry.hold(ONE);
        registry.signal(new Asked(SweptRegistry.AT, APP.digest(), "request", registry.now()));
        registry.settle();
        assertThat(registry.referrers(APP.digest())).containsOnly(ONE.digest());
        registry.pass(A_WHILE);
        isBroken(SweptRegistry.AT);
    }

    @Test
    void holdsWhereWhatWasReportedNamesWhatWasNot() {
        registry.tag("v1", index(APP));
        registry.hold(APP);
        registry.report(TAG, Cause.Kind.PUSH);
        registry.settle();
        registry.sweep();
        registry.pass(A_WHILE);
        isWhole();
    }

    @Test
    void endsWhereWebhooksAreLost() {
        push("v1", APP);
        Instant at = registry.now();
        registry.signal(new EventsLost("old", "backlog-deleted", "offsets 1 to 5", at));
        registry.signal(new EventsLost("old", "backlog-deleted", "offsets 7 to 9", at.plusSeconds(5)));
        registry.signal(new Registry("old", RegistryHistory.NONE, Optional.of(at)));
        registry.signal(new Registry("another", RegistryHistory.NONE, Optional.of(at)));

        assertThat(registry.ofLocation(new Location("another", "app")).state()).isEqualTo(State.COMPLETE);
        assertThat(registry.ofLocation(NEVER).state()).isEqualTo(State.PARTIAL);
        assertThat(registry.ofLocation(NEVER).limits()).containsExactly(Basis.NOT_LISTABLE);
        assertThat(registry.ofLocation(NEVER).reason())
                .contains("not all was announced: webhooks were lost, " + at + ": backlog-deleted, offsets 1 to 5");
        assertThat(registry.knowledge(NEVER).complete()).contains(Topologies.BEGIN);
    }

    /** As whoever has removed the cause, and has all of the registry swept, or emptied it. */
    @Test
    void canBeSaidAnewByWhoeverTookItBackForASweep() {
        registry.tag("v1", APP);
        registry.sweep();
        registry.pass(Duration.ofMinutes(65));
        registry.signal(new EventsLost("old", "not-json", "a test with curl", registry.now()));
        isBroken(SweptRegistry.AT);
        registry.configure(RegistryHistory.UNKNOWN);
        registry.tag("v2", OTHER);
        registry.sweep();
        registry.pass(A_WHILE);
        registry.listen();
        isWhole();
        registry.sweep();
        registry.tag("v3", OTHER);
        registry.sweep();
        registry.pass(A_WHILE);
        isBroken(SweptRegistry.AT);
    }

    @Test
    void isNotAskedWhereNobodySaidThatTheRegistryWasEmpty() {
        registry.close();
        registry = new SweptRegistry(Basis.TAGS);
        registry.signal(new Registry("old", RegistryHistory.UNKNOWN, Optional.of(registry.now())));
        registry.tag("v1", APP);
        registry.sweep();
        registry.tag("v2", OTHER);
        registry.sweep();
        registry.pass(A_WHILE);
        assertThat(registry.drift()).as("of the second sweep").isPositive();
        assertThat(registry.told().broken()).isEmpty();
        registry.signal(new EventsLost("old", "backlog-deleted", "offsets 1 to 5", registry.now()));
        assertThat(registry.told().broken()).isEmpty();
    }

    @Test
    void isNotEndedByWhatWasFoundBeforeAnybodySaidIt() {
        registry.close();
        registry = new SweptRegistry(Basis.TAGS);
        registry.signal(new Registry("old", RegistryHistory.UNKNOWN, Optional.of(registry.now())));
        registry.sweep();
        registry.tag("v1", APP);
        registry.sweep();
        registry.pass(A_WHILE);
        registry.listen();
        isWhole();
    }

    private void push(String tag, SampleManifest manifest) {
        registry.tag(tag, manifest);
        registry.reportPush(manifest);
        registry.report(new Source.Tag(SweptRegistry.AT, tag), Cause.Kind.PUSH);
    }

    /** As the webhook of a sender that names tags alone. */
    private void reportTag() {
        registry.report(TAG, Cause.Kind.PUSH);
    }

    private void isWhole() {
        assertThat(registry.told().broken()).isEmpty();
        assertThat(registry.ofLocation(SweptRegistry.AT).state()).isEqualTo(State.COMPLETE);
        assertThat(registry.ofRegistry().state()).isEqualTo(State.COMPLETE);
    }

    private void isBroken(Location at) {
        assertThat(registry.told().broken()).isPresent();
        assertThat(registry.ofLocation(at).state()).isEqualTo(State.PARTIAL);
        assertThat(registry.ofLocation(at).reason().orElse("")).startsWith("not all was announced: ");
    }
}
