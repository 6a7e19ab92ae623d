package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Completeness.State;
import dev.backref.indexer.contract.RegistryKnowledge.Broken;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal.SweepFailed;
import dev.backref.ingest.contract.Source;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is gone shows that webhooks are missing, unless one of them explains it. */
class UnbrokenDeletionsTest {
    private static final String SBOM = "application/spdx+json";
    private static final SampleManifest APP = image("app");
    private static final SampleManifest OTHER = image("other");
    private static final SampleManifest ONE = referrer(APP, SBOM, "one");
    private static final Duration A_WHILE = Duration.ofMinutes(2);

    private final SweptRegistry registry = new SweptRegistry(Basis.TAGS);

    @BeforeEach
    void listen() {
        registry.listen();
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void endsWhereSomethingIsGoneThoughNoDeleteWasReported() {
        push("v1", APP);
        registry.hold(ONE);
        registry.reportPush(ONE);
        registry.delete(ONE.digest());
        registry.sweep();
        registry.pass(A_WHILE);
        assertThat(registry.told().broken().map(Broken::detail))
                .contains(new Source.Manifest(SweptRegistry.AT, ONE.digest()).toString());
        isBroken(SweptRegistry.AT);
    }

    @Test
    void holdsWhereATagIsGoneWithAManifestWhoseDeletionWasReported() {
        push("v1", APP);
        push("v2", OTHER);
        registry.delete(APP.digest());
        registry.report(new Source.Manifest(SweptRegistry.AT, APP.digest()), Cause.Kind.DELETE);
        registry.delete(OTHER.digest());
        registry.sweep(); // Finds the second tag gone before its manifest is reported to be.
        registry.report(new Source.Manifest(SweptRegistry.AT, OTHER.digest()), Cause.Kind.DELETE);
        registry.pass(A_WHILE);
        isWhole();
    }

    @Test
    void endsWhereATagIsGoneWhoseManifestIsThere() {
        push("v1", APP);
        registry.tags.clear();
        registry.sweep();
        registry.pass(A_WHILE);
        isBroken(SweptRegistry.AT);
    }

    @Test
    void holdsWhereARepositoryIsGoneAsReportedHoweverMuchItHeld() {
        push("v1", APP);
        for (int number = 0; number < 250; number++) {
            SampleManifest held = image("held " + number);
            registry.hold(held);
            registry.reportPush(held);
        }
        registry.tags.clear();
        registry.manifests.clear();
        registry.signal(new SweepFailed(
                SweptRegistry.AT, registry.begin(), SweepFailed.NOT_FOUND, "no such repository", registry.now()));
        registry.settle();
        registry.report(new Source.Repository(SweptRegistry.AT), Cause.Kind.DELETE);
        registry.settle();
        for (int seconds = 0; seconds < 4; seconds++) {
            registry.pass(A_WHILE);
            isWhole();
        }
    }

    @Test
    void isRestoredByAWebhookThatIsLateOfTheManifestThatATagWentWith() {
        push("v1", APP);
        registry.tags.clear();
        registry.sweep();
        registry.pass(A_WHILE);
        isBroken(SweptRegistry.AT);
        registry.delete(APP.digest());
        registry.report(new Source.Manifest(SweptRegistry.AT, APP.digest()), Cause.Kind.DELETE);
        isWhole();
    }

    private void push(String tag, SampleManifest manifest) {
        registry.tag(tag, manifest);
        registry.reportPush(manifest);
        registry.report(new Source.Tag(SweptRegistry.AT, tag), Cause.Kind.PUSH);
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
