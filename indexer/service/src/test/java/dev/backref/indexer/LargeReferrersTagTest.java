package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.artifact;
import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.index;
import static dev.backref.indexer.SampleManifest.indexOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.facts.EdgeState;
import dev.backref.indexer.facts.FactsTopic;
import dev.backref.ingest.contract.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LargeReferrersTagTest {
    /** In bytes, an eighth of the largest that is taken; {@code .ci/run} asks for the whole. */
    private static final int LARGEST = Integer.getInteger("tag.bytes", 512 * 1024);

    private static final int DELETED = 1_000;
    private static final int MOST_WRITES = 1_000;
    private static final int MOST_OUTSTANDING = 1_000;
    private static final SampleManifest SUBJECT = image("subject");
    private static final String TAG = SUBJECT.referrersTag();

    private final ObservedLocation location = new ObservedLocation();

    @AfterEach
    void close() {
        location.close();
    }

    @Test
    void takesTheLargestIndexInSmallSteps() {
        List<Digest> listed = new ArrayList<>();
        SampleManifest largest = largest(listed);
        location.found(SUBJECT);
        look(() -> location.found(largest));
        look(() -> location.points(TAG, largest));
        assertThat(location.hasRows("WQ")).isTrue();
        workOff();

        assertThat(location.asked()).hasSize(MOST_OUTSTANDING);
        assertThat(location.count("A")).isEqualTo(listed.size());
        look(() -> location.gone(largest.digest()));
        workOff();
        assertThat(location.hasRows("I")).isFalse();
        look(() -> location.untagged(TAG));
        workOff();
        assertThat(location.count("A")).isEqualTo(listed.size());
        listed.subList(0, DELETED).forEach(entry -> look(() -> location.gone(entry)));
        assertThat(location.count("A")).isEqualTo(listed.size() - DELETED);
    }

    @Test
    void losesNothingOfATagThatMovesOnBeforeItsIndexIsWorkedOff() {
        List<SampleManifest> first = artifacts("first", 300);
        List<SampleManifest> second = artifacts("second", 300);
        SampleManifest firstIndex = index(first.toArray(SampleManifest[]::new));
        SampleManifest secondIndex = index(second.toArray(SampleManifest[]::new));
        location.found(first.toArray(SampleManifest[]::new));
        location.found(second.toArray(SampleManifest[]::new));
        location.found(firstIndex, secondIndex);
        look(() -> location.points(TAG, firstIndex));
        look(() -> location.points(TAG, secondIndex));
        look(() -> location.gone(firstIndex.digest()));
        workOff();

        Map<Digest, EdgeState> edges = location.edges(SUBJECT.digest());
        assertThat(edges).hasSize(600);
        Predicate<SampleManifest> lapsed = entry ->
                !Objects.requireNonNull(edges.get(entry.digest())).lapsed().isEmpty();
        assertThat(first).allMatch(lapsed);
        assertThat(second).noneMatch(lapsed);
        assertThat(location.topology.takeChanges())
                .filteredOn(change -> change.type() == Change.Type.ADDED)
                .hasSize(600);
        assertThat(location.hasRows("WQ")).isFalse();
        assertThat(location.hasRows("WH")).isFalse();
    }

    @Test
    void tellsAReferrerOfManySubjectsInSmallSteps() {
        SampleManifest shared = artifact("application/shared", "shared");
        SampleManifest list = index(shared);
        List<SampleManifest> subjects = artifacts("subject", 500);
        location.found(list);
        subjects.forEach(subject -> look(() -> location.points(subject.referrersTag(), list)));
        look(() -> location.found(shared));
        workOff();
        assertThat(location.topology.takeChanges()).hasSize(500);

        look(() -> location.gone(list.digest()));
        look(() -> location.gone(shared.digest()));
        workOff();
        assertThat(subjects)
                .allMatch(subject -> location.edges(subject.digest()).isEmpty());
        assertThat(location.hasRows("A")).isFalse();
        assertThat(location.hasRows("RC")).isFalse();
    }

    private static SampleManifest largest(List<Digest> listed) {
        int size = indexOf(List.of(Digest.sha256(new byte[0]), Digest.sha256(new byte[1])))
                        .bytes()
                        .length
                - indexOf(List.of(Digest.sha256(new byte[0]))).bytes().length;
        for (int i = 0; i < LARGEST / size - 1; i++) {
            listed.add(Digest.sha256(new byte[] {(byte) (i >> 16), (byte) (i >> 8), (byte) i}));
        }
        SampleManifest largest = indexOf(listed);
        assertThat(largest.bytes().length).isBetween(LARGEST - 2 * size, LARGEST);
        return largest;
    }

    private static List<SampleManifest> artifacts(String name, int count) {
        List<SampleManifest> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(artifact("application/x", name + " " + i));
        }
        return made;
    }

    /** A look at something, and then what one call wrote. */
    private void look(Runnable look) {
        writes();
        look.run();
        assertThat(writes()).isLessThanOrEqualTo(MOST_WRITES);
    }

    private void workOff() {
        while (location.hasRows("WQ")) {
            look(location.topology::step);
        }
    }

    /** What the half at the location writes: rows through their changelog, and facts; wanted ones are counted by the rows. */
    private int writes() {
        return location.topology.countAndDrop(TestedTopology.changelog(TestedTopology.LOCATIONS))
                + location.topology.countAndDrop(FactsTopic.SUBJECT_FACTS.in(Topologies.PREFIX));
    }
}
