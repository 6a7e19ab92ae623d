package dev.backref.indexer;

import static dev.backref.indexer.Backend.FRESH;
import static dev.backref.indexer.Backend.LEGACY;
import static dev.backref.indexer.Backend.QUIET;
import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.Completeness.OfRegistry;
import dev.backref.indexer.contract.Completeness.State;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;

/**
 * What every form of the index says it knows, and that the answer at one location and the merged one never say different
 * things of the same state. What is known of a location comes by another way than what is there, so it is waited for.
 */
public abstract class CompletenessContract extends IndexContract {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final SampleManifest ANY = image("any subject");

    @Test
    void believesThatARegistryWasEmptyOnceItHasBeenHeardFrom() {
        Location at = new Location(QUIET, "app");
        assertThat(backend.referrers(at, ANY.digest(), Set.of(), PAGE)).isEmpty();
        assertThat(known(at).state()).isEqualTo(State.UNKNOWN);
        assertThat(known(at).reason()).contains("no push or delete of it has been looked at yet");

        backend.push(at, image("heard"));
        eventually(() -> assertThat(known(at).state()).isEqualTo(State.COMPLETE));
        assertThat(known(at).reason()).isEmpty();
        assertThat(known(at).oldest()).isPresent();
        assertThat(listed(at, ANY)).isEmpty();
        assertThat(listed(new Location(QUIET, "never/pushed"), ANY)).isEmpty();
    }

    @Test
    void neverCallsARegistryOfUnknownHistoryComplete() {
        Location at = new Location(LEGACY, "unknown");
        backend.push(at, image("unknown"));

        assertThat(known(at).state()).isEqualTo(State.UNKNOWN);
        assertThat(known(at).reason()).contains("what it held before Backref began to listen is unknown");
        assertThat(backend.referrers(at, ANY.digest(), Set.of(), PAGE)).isEmpty();
    }

    @Test
    void isIncompleteWhereSomethingCannotBeLookedAtUntilItCan() {
        Location at = new Location(FRESH, "broken/app");
        Location fine = new Location(FRESH, "broken/fine");
        SampleManifest sbom = referrer(image("broken"), SBOM, "sbom");
        backend.push(fine, image("fine"));
        backend.pushUnreadable(at, sbom);
        eventually(() -> assertThat(known(at).reason().orElse("")).startsWith("unresolved since "));
        assertThat(known(at).state()).isEqualTo(State.UNKNOWN);
        assertThat(ofRegistry().state()).isEqualTo(State.PARTIAL);
        assertThat(known(fine).state()).isEqualTo(State.COMPLETE);

        backend.push(at, sbom);
        eventually(() -> assertThat(known(at).state()).isEqualTo(State.COMPLETE));
        assertThat(listed(at, image("broken"))).containsExactly(sbom.digest());
    }

    @Test
    void givesNoListOfALocationWhereSomethingIsRejectedUntilThatIsDeleted() {
        Location at = new Location(FRESH, "rejected/deleted");
        SampleManifest subject = image("rejected, deleted");
        SampleManifest sbom = referrer(subject, SBOM, "sbom");
        SampleManifest corrupt = referrer(subject, SIGNATURE, "corrupt");
        Location elsewhere = new Location(FRESH, "rejected/elsewhere");
        backend.push(elsewhere, subject);
        backend.push(at, sbom);
        assertThat(listed(at, subject)).containsExactly(sbom.digest());

        backend.pushCorrupt(at, corrupt);
        rejects(at, corrupt);
        assertThat(ofRegistry().state()).isEqualTo(State.PARTIAL);
        assertThat(digests(merged(subject, ALL))).containsExactly(sbom.digest());
        assertThat(listed(elsewhere, subject)).isEmpty();

        backend.delete(at, corrupt.digest());
        isWhole(at);
        assertThat(listed(at, subject)).containsExactly(sbom.digest());
    }

    @Test
    void givesAListAgainWhenWhatWasRejectedIsPushedAsItShouldBe() {
        Location at = new Location(FRESH, "rejected/mended");
        SampleManifest subject = image("rejected, mended");
        SampleManifest signature = referrer(subject, SIGNATURE, "signature");
        backend.pushCorrupt(at, signature);
        rejects(at, signature);

        backend.push(at, signature);
        isWhole(at);
        assertThat(listed(at, subject)).containsExactly(signature.digest());
    }

    @Test
    void givesNoListUntilTheLastOfTheRejectedIsGone() {
        Location at = new Location(FRESH, "rejected/two");
        SampleManifest one = image("one of two");
        SampleManifest other = image("other of two");
        backend.pushCorrupt(at, one);
        rejects(at, one);
        backend.pushCorrupt(at, other);
        backend.delete(at, one.digest());
        rejects(at, other);

        backend.delete(at, other.digest());
        isWhole(at);
    }

    @Test
    void namesTheScopeOfAnAnswer() {
        Location at = new Location(FRESH, "scoped");
        backend.push(at, image("scoped"));
        eventually(() -> assertThat(known(at).state()).isEqualTo(State.COMPLETE));

        assertThat(of(ALL).scope()).isEqualTo("all");
        assertThat(of(ALL).state()).isEqualTo(State.PARTIAL);
        assertThat(of(registry()).scope()).isEqualTo(FRESH);
        assertThat(of(at(at)).scope()).isEqualTo(at.toString());
    }

    private void rejects(Location at, SampleManifest manifest) {
        Source source = new Source.Manifest(at, manifest.digest());
        eventually(() -> assertThat(backend.withheldFor(at)).contains(source));
        eventually(() -> assertThat(known(at).reason()).contains("rejected, digest-mismatch: " + source));
        assertThat(known(at).state()).isEqualTo(State.UNKNOWN);
    }

    private void isWhole(Location at) {
        eventually(() -> assertThat(backend.withheldFor(at)).isEmpty());
        eventually(() -> assertThat(known(at).state()).isEqualTo(State.COMPLETE));
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(PATIENCE).untilAsserted(assertion);
    }

    private Completeness of(Filter filter) {
        return backend.subject(ANY.digest(), filter, Optional.empty(), 1).completeness();
    }

    private OfRegistry known(Location at) {
        return of(at(at)).registries().get(0);
    }

    private OfRegistry ofRegistry() {
        return of(registry()).registries().get(0);
    }

    private static Filter registry() {
        return new Filter(Set.of(), Optional.of(FRESH), Optional.empty());
    }
}
