package dev.backref.indexer;

import static dev.backref.indexer.SampleEvidence.cosignTag;
import static dev.backref.indexer.SampleEvidence.signatures;
import static dev.backref.indexer.SampleManifest.artifact;
import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.index;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a look found before a subject ended can have gone with it, also when that is told of long afterwards. */
class EndedSubjectTest {
    private static final SampleManifest SUBJECT = image("subject");
    private static final String SBOM = "application/spdx+json";

    private final ObservedLocation location = new ObservedLocation();

    @AfterEach
    void close() {
        location.close();
    }

    /** Another referrer has the subject remembered as gone, so that nobody looks at that again. */
    @Test
    void asksForWhatIsToldBehindTheEndOfItsSubjectAndWasLookedAtBefore() {
        SampleManifest sbom = referrer(SUBJECT, SBOM, "sbom");
        SampleManifest late = referrer(SUBJECT, SBOM, "late");
        location.found(SUBJECT, sbom);
        Observation looked = looked(late);
        location.gone(SUBJECT.digest());
        assertThat(location.asked()).containsExactly(sbom.digest());
        location.tell(looked);
        assertThat(location.asked()).containsExactly(late.digest());
        location.found(late);
        assertThat(location.asked()).as("it was there behind that").doesNotContain(late.digest());
    }

    /** Nobody who looks at the subject sees that it was gone in between. */
    @Test
    void asksForWhatIsToldWhenItsSubjectIsBackAndWasLookedAtBefore() {
        SampleManifest late = referrer(SUBJECT, SBOM, "late");
        location.found(SUBJECT);
        Observation looked = looked(late);
        location.gone(SUBJECT.digest());
        location.found(SUBJECT);
        location.tell(looked);
        assertThat(location.asked()).containsExactly(late.digest());
        location.found(late);
        assertThat(location.asked()).as("it was there behind that").isEmpty();

        SampleManifest later = referrer(SUBJECT, SBOM, "later");
        looked = looked(later);
        location.foundBehindDeletion(SUBJECT);
        assertThat(location.asked()).containsExactly(late.digest());
        location.tell(looked);
        assertThat(location.asked()).containsExactly(later.digest());
    }

    /** Nothing names the subject, so that a look which comes late finds nothing else to go by. */
    @Test
    void asksForWhatIsToldBetweenTheEndOfItsSubjectAndItsReturn() {
        SampleManifest late = referrer(SUBJECT, SBOM, "late");
        location.found(SUBJECT);
        Observation looked = looked(late);
        location.gone(SUBJECT.digest());
        location.tell(looked);
        assertThat(location.asked()).containsExactly(late.digest());
        location.gone(late.digest());
        location.found(SUBJECT);
        assertThat(location.edges(SUBJECT.digest())).isEmpty();
    }

    /** What came and went before anybody looked was reported by the registry alone. */
    @Test
    void asksForWhatIsToldBehindAnEndThatWasOnlyReported() {
        SampleManifest late = referrer(SUBJECT, SBOM, "late");
        Observation looked = looked(late);
        location.gone(SUBJECT.digest());
        location.found(SUBJECT);
        location.tell(looked);
        assertThat(location.asked()).containsExactly(late.digest());
    }

    @Test
    void asksForWhatWasLookedAtBeforeItsRepositoryEnded() {
        Source.Tag tag = new Source.Tag(ObservedLocation.AT, "latest");
        Observation manifest = looked(SUBJECT);
        Observation pointer = location.looked(tag, new Observation.PointsTo(SUBJECT.digest()), false);
        location.observe(new Source.Repository(ObservedLocation.AT), new Observation.Gone());
        location.workOff();
        location.tell(manifest);
        location.tell(pointer);
        assertThat(location.sources()).containsExactly(manifest(SUBJECT), tag);
        location.found(SUBJECT);
        location.points(tag.tag(), SUBJECT);
        assertThat(location.sources()).as("it was there behind that").isEmpty();
        assertThat(location.count("MR")).isOne();
        location.topology.pass(Duration.ofMinutes(61));
        assertThat(location.count("MR")).isZero();
    }

    @Test
    void remembersForAnHourWhatEnded() {
        location.found(SUBJECT);
        location.gone(SUBJECT.digest());
        assertThat(location.count("M")).isOne();
        location.topology.pass(Duration.ofMinutes(59));
        assertThat(location.count("M")).isOne();
        location.topology.pass(Duration.ofMinutes(2));
        assertThat(location.count("M")).isZero();
    }

    /** That the subject ended says nothing of it by the time of that look: its push may have been told to nobody. */
    @Test
    void asksForASubjectThatEndedBeforeItWasNamed() {
        SampleManifest sbom = referrer(SUBJECT, SBOM, "sbom");
        location.found(SUBJECT);
        location.gone(SUBJECT.digest());
        location.found(sbom);
        List<RegistryEvent> asked = location.topology.takeWanted();
        assertThat(asked).extracting(RegistryEvent::source).containsExactly(manifest(SUBJECT));
        location.answer(asked.get(0), new Observation.Gone());
        location.topology.takeWanted();
        location.found(referrer(SUBJECT, SBOM, "another"));
        assertThat(location.asked()).as("once").isEmpty();
    }

    /** As a registry does that knows cosign's tags. */
    @Test
    void asksForATagThatWasLookedAtBeforeItsSubjectEnded() {
        SampleManifest signatures = signatures("signed", 1);
        Source.Tag tag = new Source.Tag(ObservedLocation.AT, cosignTag(SUBJECT.digest(), "sig"));
        location.found(SUBJECT, signatures);
        Observation pointer = location.looked(tag, new Observation.PointsTo(signatures.digest()), false);
        location.gone(SUBJECT.digest());
        location.tell(pointer);
        assertThat(location.sources()).containsExactly(tag);
        location.points(tag.tag(), signatures);
        assertThat(location.sources()).as("it was there behind that").isEmpty();
    }

    /** By what a tag lists, as a subject's end asks for all that is known by then. */
    @Test
    void asksForWhatATagListsAndWasLookedAtBeforeItsSubjectEnded() {
        SampleManifest bare = artifact("application/bare", "bare");
        location.found(SUBJECT, index(bare));
        location.points(SUBJECT.referrersTag(), index(bare));
        Observation looked = looked(bare);
        location.gone(SUBJECT.digest());
        location.topology.takeWanted();
        location.tell(looked);
        assertThat(location.sources()).containsExactly(manifest(bare));
    }

    private Observation looked(SampleManifest manifest) {
        return location.looked(
                manifest(manifest), new Observation.Manifest(manifest.bytes(), manifest.mediaType()), false);
    }

    private static Source manifest(SampleManifest manifest) {
        return new Source.Manifest(ObservedLocation.AT, manifest.digest());
    }
}
