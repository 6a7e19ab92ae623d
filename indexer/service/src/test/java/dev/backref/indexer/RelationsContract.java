package dev.backref.indexer;

import static dev.backref.indexer.Backend.FRESH;
import static dev.backref.indexer.Backend.MIRROR;
import static dev.backref.indexer.SampleManifest.builtFrom;
import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.imageIndex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Relation;
import dev.backref.indexer.contract.Relation.Direction;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.indexer.contract.RelationsAnswer.Related;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How every form of the index answers what manifests are related to and no evidence of. */
public abstract class RelationsContract extends IndexContract {
    @Test
    void answersFromEitherEndAndNeverAmongReferrersOrChanges() {
        Location at = new Location(FRESH, "relations");
        SampleManifest one = image("relations one");
        SampleManifest two = image("relations two");
        SampleManifest index = imageIndex(one, two);
        SampleManifest derived = builtFrom(one.digest(), "relations derived");
        List.of(one, two, index, derived).forEach(manifest -> backend.push(at, manifest));

        assertThat(digests(index, Relation.INDEX_CHILD, Direction.OUT))
                .isSorted()
                .containsExactlyInAnyOrder(one.digest(), two.digest());
        assertThat(digests(two, Relation.INDEX_CHILD, Direction.IN)).containsExactly(index.digest());
        assertThat(digests(derived, Relation.BASE_IMAGE, Direction.OUT)).containsExactly(one.digest());
        assertThat(related(one, Relation.BASE_IMAGE, Direction.IN))
                .singleElement()
                .satisfies(only -> {
                    assertThat(only.digest()).isEqualTo(derived.digest());
                    assertThat(only.locations()).singleElement().satisfies(there -> {
                        assertThat(there.location()).isEqualTo(at);
                        assertThat(there.observed()).isBeforeOrEqualTo(there.indexed());
                    });
                });
        assertThat(digests(one, Relation.INDEX_CHILD, Direction.OUT)).isEmpty();
        assertThat(digests(derived, Relation.BASE_IMAGE, Direction.IN)).isEmpty();
        for (SampleManifest each : List.of(one, two, index, derived)) {
            assertThat(listed(at, each)).isEmpty();
            assertThat(merged(each, ALL)).isEmpty();
            assertThat(backend.changes(each.digest())).isEmpty();
        }
    }

    @Test
    void pagesWhatManyAreRelatedToWithTheirLocations() {
        Location here = new Location(FRESH, "relations/pages");
        Location there = new Location(MIRROR, "relations/pages");
        SampleManifest base = image("relations base");
        List<SampleManifest> derived = IntStream.range(0, 5)
                .mapToObj(number -> builtFrom(base.digest(), "relations page " + number))
                .toList();
        derived.forEach(image -> backend.push(here, image));
        backend.push(there, derived.get(3));

        assertThat(digests(base, Relation.BASE_IMAGE, Direction.IN))
                .isSorted()
                .containsExactlyInAnyOrderElementsOf(
                        derived.stream().map(SampleManifest::digest).toList());
        assertThat(related(base, Relation.BASE_IMAGE, Direction.IN))
                .filteredOn(each -> each.digest().equals(derived.get(3).digest()))
                .singleElement()
                .satisfies(both -> assertThat(both.locations())
                        .extracting(RelationsAnswer.At::location)
                        .containsExactly(here, there));
    }

    @Test
    void takesBackWhatADeletedManifestNamedWhereItWas() {
        Location here = new Location(FRESH, "relations/deleted");
        Location there = new Location(MIRROR, "relations/deleted");
        SampleManifest child = image("relations child");
        SampleManifest index = imageIndex(child);
        backend.push(here, index);
        backend.push(there, index);
        backend.delete(here, index.digest());
        assertThat(related(child, Relation.INDEX_CHILD, Direction.IN))
                .singleElement()
                .satisfies(only -> assertThat(only.locations())
                        .extracting(RelationsAnswer.At::location)
                        .containsExactly(there));

        backend.delete(there, index.digest());
        assertThat(digests(child, Relation.INDEX_CHILD, Direction.IN)).isEmpty();
        assertThat(digests(index, Relation.INDEX_CHILD, Direction.OUT)).isEmpty();
        backend.push(here, index);
        assertThat(digests(child, Relation.INDEX_CHILD, Direction.IN)).containsExactly(index.digest());
    }

    @Test
    void takesNoListOfReferrersForAnImageIndex() {
        Location at = new Location(FRESH, "relations/list");
        SampleManifest subject = image("relations listed subject");
        SampleManifest listed = image("relations listed");
        SampleManifest list = imageIndex(listed);
        backend.push(at, list);
        backend.tag(at, subject.referrersTag(), list);

        assertThat(digests(list, Relation.INDEX_CHILD, Direction.OUT)).isEmpty();
        assertThat(digests(listed, Relation.INDEX_CHILD, Direction.IN)).isEmpty();
    }

    private List<Digest> digests(SampleManifest subject, Relation relation, Direction direction) {
        return related(subject, relation, direction).stream()
                .map(Related::digest)
                .toList();
    }

    /** By pages of two. */
    private List<Related> related(SampleManifest subject, Relation relation, Direction direction) {
        List<Related> all = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            RelationsAnswer page = backend.relations(subject.digest(), relation, direction, after, 2);
            assertThat(page.subject()).isEqualTo(subject.digest());
            assertThat(page.related()).hasSizeLessThanOrEqualTo(2);
            all.addAll(page.related());
            after = page.next();
        } while (after.isPresent());
        return all;
    }
}
