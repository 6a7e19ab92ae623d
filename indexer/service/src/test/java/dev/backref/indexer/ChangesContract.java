package dev.backref.indexer;

import static dev.backref.indexer.Backend.FRESH;
import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Location;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How every form of the index follows what happens in registries, in whatever order it hears of it. */
public abstract class ChangesContract extends IndexContract {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void announcesAReferrerOnceHoweverOftenItIsPushed() {
        Location at = new Location(FRESH, "duplicates");
        SampleManifest subject = image("duplicates");
        SampleManifest sbom = referrer(subject, SBOM, "sbom");
        for (int i = 0; i < 3; i++) {
            backend.push(at, sbom);
            backend.push(at, subject);
        }

        assertThat(told(subject)).containsExactly(new Told(Change.Type.ADDED, sbom.digest(), at));
        assertThat(listed(at, subject)).containsExactly(sbom.digest());
    }

    @Test
    void tellsInTheChangeWhatIsKnownOfTheReferrer() {
        Location at = new Location(FRESH, "told");
        SampleManifest subject = image("told");
        SampleManifest sbom = referrer(subject, SBOM, Map.of("a", "b"));
        backend.push(at, sbom);

        Change change = backend.changes(subject.digest()).get(0);
        assertThat(change.source()).isEqualTo(Change.SOURCE);
        assertThat(change.subject()).isEqualTo(subject.digest());
        assertThat(change.data().subject().digest()).isEqualTo(subject.digest());
        assertThat(change.data().referrer().annotations()).isEqualTo(Map.of("a", "b"));
        assertThat(change.data().referrer().artifactType()).contains(SBOM);
        assertThat(change.data().kinds()).containsExactly(Kind.SBOM);
        assertThat(change.data().forms()).containsExactly(Form.SUBJECT_FIELD);
        assertThat(change.data().verification()).isEqualTo("not-checked");
        assertThat(change.data().observed()).isBeforeOrEqualTo(change.data().indexed());
        SubjectAnswer answer = backend.subject(subject.digest(), ALL, Optional.empty(), 1);
        assertThat(answer.position().partition())
                .isEqualTo(change.data().position().partition());
        assertThat(answer.position().offset())
                .isGreaterThanOrEqualTo(change.data().position().offset());
    }

    @Test
    void tellsInTheChangeWhichPredicateTypesAreKnown() {
        Location at = new Location(FRESH, "told/predicates");
        SampleManifest subject = image("told predicates");
        String type = "https://slsa.dev/provenance/v1";
        backend.push(at, referrer(subject, "text/x", Map.of("in-toto.io/predicate-type", type)));
        backend.push(at, referrer(subject, SBOM, "no predicate"));

        assertThat(backend.changes(subject.digest()))
                .extracting(change -> change.data().predicateTypes())
                .containsExactly(Optional.of(Set.of(type)), Optional.of(Set.of()));
    }

    @Test
    void takesAReferrerBeforeItsSubject() {
        Location at = new Location(FRESH, "out/of/order");
        SampleManifest subject = image("out of order");
        SampleManifest sbom = referrer(subject, SBOM, "sbom");
        SampleManifest ofSbom = referrer(sbom, SIGNATURE, "signature of the sbom");
        backend.push(at, ofSbom);
        backend.push(at, sbom);
        backend.push(at, subject);

        assertThat(listed(at, subject)).containsExactly(sbom.digest());
        assertThat(listed(at, sbom)).containsExactly(ofSbom.digest());
        assertThat(told(subject)).containsExactly(new Told(Change.Type.ADDED, sbom.digest(), at));
    }

    @Test
    void forgetsADeletedReferrerAndAnnouncesIt() {
        Location at = new Location(FRESH, "deleted");
        SampleManifest subject = image("deleted");
        SampleManifest sbom = referrer(subject, SBOM, "sbom");
        SampleManifest stays = referrer(subject, SBOM, "stays");
        List.of(subject, sbom, stays).forEach(manifest -> backend.push(at, manifest));
        backend.delete(at, sbom.digest());
        backend.reportDeleted(at, sbom.digest());

        assertThat(listed(at, subject)).containsExactly(stays.digest());
        assertThat(listed(at, subject, SBOM)).containsExactly(stays.digest());
        assertThat(digests(merged(subject, ofTypes(SBOM)))).containsExactly(stays.digest());
        assertThat(told(subject))
                .containsExactly(
                        new Told(Change.Type.ADDED, sbom.digest(), at),
                        new Told(Change.Type.ADDED, stays.digest(), at),
                        new Told(Change.Type.REMOVED, sbom.digest(), at));
        assertThat(backend.changes(subject.digest()).get(2).data().referrer().artifactType())
                .contains(SBOM);
    }

    @Test
    void announcesWhatIsDeletedAndPushedAgainEachTime() {
        Location at = new Location(FRESH, "again");
        SampleManifest subject = image("again");
        SampleManifest sbom = referrer(subject, SBOM, "sbom");
        backend.push(at, sbom);
        backend.changes(subject.digest());
        backend.delete(at, sbom.digest());
        assertThat(listed(at, subject)).isEmpty();
        backend.push(at, sbom);

        assertThat(listed(at, subject)).containsExactly(sbom.digest());
        assertThat(told(subject))
                .containsExactly(
                        new Told(Change.Type.ADDED, sbom.digest(), at),
                        new Told(Change.Type.REMOVED, sbom.digest(), at),
                        new Told(Change.Type.ADDED, sbom.digest(), at));
        assertThat(backend.changes(subject.digest())).extracting(Change::id).doesNotHaveDuplicates();
    }

    @Test
    void changesNothingWhenADeleteIsReportedLateOfWhatIsThereAgain() {
        Location at = new Location(FRESH, "late/delete");
        SampleManifest subject = image("late delete");
        SampleManifest sbom = referrer(subject, SBOM, "sbom");
        backend.push(at, sbom);
        backend.reportDeleted(at, sbom.digest());

        assertThat(listed(at, subject)).containsExactly(sbom.digest());
        assertThat(told(subject)).containsExactly(new Told(Change.Type.ADDED, sbom.digest(), at));
    }

    @Test
    void asksForADanglingSubjectOnceHoweverManyNameIt() {
        Location at = new Location(FRESH, "dangling");
        SampleManifest subject = image("dangling");
        for (int i = 0; i < 5; i++) {
            backend.push(at, referrer(subject, SBOM, "n" + i));
        }

        assertThat(listed(at, subject)).hasSize(5);
        assertThat(backend.asked(at, subject.digest())).isOne();
    }

    @Test
    void keepsReferrersOfADeletedSubject() {
        Location at = new Location(FRESH, "subject/deleted");
        SampleManifest subject = image("subject deleted");
        SampleManifest sbom = referrer(subject, SBOM, "sbom");
        backend.push(at, subject);
        backend.push(at, sbom);
        backend.delete(at, subject.digest());

        assertThat(listed(at, subject)).containsExactly(sbom.digest());
        assertThat(told(subject)).containsExactly(new Told(Change.Type.ADDED, sbom.digest(), at));
    }

    /** Nobody says so: what refers to a manifest that is gone is asked for. */
    @Test
    void forgetsWhatARegistryDeletesWithItsSubjectWithoutAWord() {
        Location at = new Location(FRESH, "subject/deleted/cascade");
        SampleManifest subject = image("subject deleted, cascade");
        SampleManifest sbom = referrer(subject, SBOM, "sbom");
        SampleManifest stays = referrer(subject, SBOM, "stays");
        SampleManifest ofSbom = referrer(sbom, SIGNATURE, "signature of the sbom");
        List.of(subject, sbom, stays, ofSbom).forEach(manifest -> backend.push(at, manifest));
        backend.lose(at, sbom.digest());
        backend.lose(at, ofSbom.digest());
        backend.delete(at, subject.digest());

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(listed(at, sbom)).isEmpty());
        assertThat(listed(at, subject)).containsExactly(stays.digest());
        assertThat(told(subject))
                .containsExactlyInAnyOrder(
                        new Told(Change.Type.ADDED, sbom.digest(), at),
                        new Told(Change.Type.ADDED, stays.digest(), at),
                        new Told(Change.Type.REMOVED, sbom.digest(), at));
        assertThat(backend.changes(sbom.digest()))
                .last()
                .satisfies(change ->
                        assertThat(change.data().cause().orElseThrow().kind()).isEqualTo(Cause.Kind.CASCADE));
    }

    @Test
    void keepsAReferrerWhoseTagIsDeletedOrMovedAway() {
        Location at = new Location(FRESH, "tags");
        SampleManifest subject = image("tags");
        SampleManifest sbom = referrer(subject, SBOM, "sbom");
        backend.tag(at, "report", sbom);
        backend.tag(at, "report", image("another"));
        backend.untag(at, "report");

        assertThat(listed(at, subject)).containsExactly(sbom.digest());
        assertThat(told(subject)).containsExactly(new Told(Change.Type.ADDED, sbom.digest(), at));
    }
}
