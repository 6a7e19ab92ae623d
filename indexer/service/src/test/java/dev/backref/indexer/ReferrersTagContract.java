package dev.backref.indexer;

import static dev.backref.indexer.Backend.FRESH;
import static dev.backref.indexer.Backend.LEGACY;
import static dev.backref.indexer.SampleManifest.artifact;
import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.index;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Referrer;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How every form of the index follows the lists of referrers that clients keep under tags. */
public abstract class ReferrersTagContract extends IndexContract {
    @Test
    void listsWhatOnlyATagListsAndBelievesTheManifestForItsType() {
        Location at = new Location(FRESH, "by/tag");
        SampleManifest subject = image("by tag");
        SampleManifest sbom = artifact(SBOM, "sbom by tag");
        List.of(subject, sbom).forEach(manifest -> backend.push(at, manifest));
        assertThat(listed(at, subject)).isEmpty();
        backend.tag(at, subject.referrersTag(), index(sbom));

        assertThat(pages(at, subject, Set.of(SBOM), PAGE))
                .containsExactly(List.of(new Descriptor(
                        SampleManifest.MANIFEST,
                        sbom.digest(),
                        sbom.bytes().length,
                        Optional.of(SBOM),
                        Map.of("org.example.name", "sbom by tag"))));
        assertThat(merged(subject, ALL).get(0).kinds()).containsExactly(Kind.SBOM);
        assertThat(place(subject, sbom).forms()).containsExactly(Form.REFERRERS_TAG);
        assertThat(place(subject, sbom).lapsed()).isEmpty();
        assertThat(told(subject)).containsExactly(new Told(Change.Type.ADDED, sbom.digest(), at));
    }

    @Test
    void holdsAReferrerThatIsAttachedByBothFormsForOne() {
        Location at = new Location(FRESH, "by/both");
        SampleManifest subject = image("by both");
        SampleManifest sbom = referrer(subject, SBOM, "sbom");
        backend.push(at, sbom);
        assertThat(told(subject)).hasSize(1);
        backend.tag(at, subject.referrersTag(), index(sbom));

        assertThat(listed(at, subject)).containsExactly(sbom.digest());
        assertThat(place(subject, sbom).forms()).containsExactly(Form.SUBJECT_FIELD, Form.REFERRERS_TAG);
        assertThat(told(subject))
                .containsExactly(
                        new Told(Change.Type.ADDED, sbom.digest(), at),
                        new Told(Change.Type.UPDATED, sbom.digest(), at));
        assertThat(backend.changes(subject.digest()).get(1).data().forms())
                .containsExactly(Form.SUBJECT_FIELD, Form.REFERRERS_TAG);
    }

    @Test
    void keepsAndMarksAnEntryThatVanishedFromTheTag() {
        Location at = new Location(FRESH, "vanished");
        SampleManifest subject = image("vanished");
        SampleManifest overwritten = artifact(SBOM, "overwritten");
        SampleManifest stays = artifact(SIGNATURE, "stays");
        List.of(overwritten, stays).forEach(manifest -> backend.push(at, manifest));
        backend.tag(at, subject.referrersTag(), index(overwritten));
        assertThat(listed(at, subject)).containsExactly(overwritten.digest());
        backend.tag(at, subject.referrersTag(), index(stays));

        assertThat(listed(at, subject)).containsExactly(overwritten.digest(), stays.digest());
        assertThat(place(subject, overwritten).forms()).containsExactly(Form.REFERRERS_TAG);
        assertThat(place(subject, overwritten).lapsed()).containsExactly(Form.REFERRERS_TAG);
        assertThat(place(subject, stays).lapsed()).isEmpty();
        assertThat(told(subject))
                .filteredOn(told -> told.type() == Change.Type.REMOVED)
                .isEmpty();
    }

    @Test
    void keepsTheEntriesOfATagThatIsDeleted() {
        Location at = new Location(FRESH, "tag/deleted");
        SampleManifest subject = image("tag deleted");
        SampleManifest sbom = artifact(SBOM, "sbom of a deleted tag");
        backend.push(at, sbom);
        backend.tag(at, subject.referrersTag(), index(sbom));
        assertThat(listed(at, subject)).containsExactly(sbom.digest());
        backend.untag(at, subject.referrersTag());

        assertThat(listed(at, subject)).containsExactly(sbom.digest());
        assertThat(place(subject, sbom).lapsed()).containsExactly(Form.REFERRERS_TAG);
    }

    @Test
    void forgetsADeletedEntryWhetherOrNotTheTagStillListsIt() {
        Location at = new Location(FRESH, "entry/deleted");
        SampleManifest subject = image("entry deleted");
        SampleManifest vanished = artifact(SBOM, "vanished and deleted");
        SampleManifest listed = artifact(SBOM, "listed and deleted");
        List.of(vanished, listed).forEach(manifest -> backend.push(at, manifest));
        backend.tag(at, subject.referrersTag(), index(vanished, listed));
        assertThat(listed(at, subject)).hasSize(2);
        backend.tag(at, subject.referrersTag(), index(listed));
        assertThat(listed(at, subject)).hasSize(2);
        backend.delete(at, vanished.digest());
        backend.delete(at, listed.digest());
        backend.reportDeleted(at, vanished.digest());

        assertThat(listed(at, subject)).isEmpty();
        assertThat(merged(subject, ALL)).isEmpty();
        assertThat(told(subject))
                .filteredOn(told -> told.type() == Change.Type.REMOVED)
                .containsExactlyInAnyOrder(
                        new Told(Change.Type.REMOVED, vanished.digest(), at),
                        new Told(Change.Type.REMOVED, listed.digest(), at));
    }

    @Test
    void losesNothingWhenEightClientsOverwriteOneAnothersLists() {
        Location at = new Location(FRESH, "eight");
        SampleManifest subject = image("eight");
        List<Digest> attached = new ArrayList<>();
        SampleManifest before = artifact(SBOM, "eight 0");
        for (int i = 1; i <= 8; i++) {
            SampleManifest next = i % 2 == 0 ? artifact(SBOM, "eight " + i) : referrer(subject, SBOM, "eight " + i);
            backend.push(at, next);
            backend.tag(at, subject.referrersTag(), i % 3 == 0 ? index(before, next) : index(next));
            assertThat(listed(at, subject)).hasSize(i);
            attached.add(next.digest());
            before = next;
        }

        assertThat(listed(at, subject)).containsExactlyElementsOf(attached);
        assertThat(told(subject))
                .filteredOn(told -> told.type() != Change.Type.UPDATED)
                .containsExactlyElementsOf(attached.stream()
                        .map(digest -> new Told(Change.Type.ADDED, digest, at))
                        .toList());
    }

    @Test
    void stillDoesNotKnowWhatARegistryHeldBeforeThatKeepsSuchLists() {
        Location at = new Location(LEGACY, "old");
        SampleManifest subject = image("old");
        SampleManifest sbom = artifact(SBOM, "sbom of old");
        backend.push(at, sbom);
        backend.tag(at, subject.referrersTag(), index(sbom));

        assertThat(backend.referrers(at, subject.digest(), Set.of(), PAGE)).isEmpty();
        assertThat(digests(merged(subject, ALL))).containsExactly(sbom.digest());
    }

    private Referrer.At place(SampleManifest subject, SampleManifest referrer) {
        return merged(subject, ALL).stream()
                .filter(each -> each.descriptor().digest().equals(referrer.digest()))
                .findFirst()
                .orElseThrow()
                .locations()
                .get(0);
    }
}
