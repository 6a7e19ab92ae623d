package dev.backref.indexer;

import static dev.backref.indexer.ObservedLocation.AT;
import static dev.backref.indexer.SampleManifest.artifact;
import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.index;
import static dev.backref.indexer.SampleManifest.indexOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReferrersTagLooksTest {
    private static final int BEFORE_ENTRIES = 1;
    private static final SampleManifest SUBJECT = image("subject");
    private static final String TAG = SUBJECT.referrersTag();
    private static final SampleManifest ONE = artifact("application/one", "one");
    private static final SampleManifest TWO = artifact("application/two", "two");

    private final ObservedLocation location = new ObservedLocation();

    @AfterEach
    void close() {
        location.close();
    }

    @Test
    void asksForTheIndexAndForWhatItListsUnlessThatIsKnown() {
        location.found(ONE);
        location.points(TAG, index(ONE, TWO));
        assertThat(location.asked()).containsExactly(index(ONE, TWO).digest());

        location.found(index(ONE, TWO));
        assertThat(location.asked()).containsExactlyInAnyOrder(TWO.digest(), SUBJECT.digest());
        assertThat(location.edges(SUBJECT.digest())).containsOnlyKeys(ONE.digest());

        location.found(TWO);
        assertThat(location.edges(SUBJECT.digest())).containsOnlyKeys(ONE.digest(), TWO.digest());
        assertThat(location.asked()).isEmpty();
    }

    @Test
    void asksOnceForWhatIsListedAndNotThereHoweverOftenTheTagMoves() {
        Digest missing = ONE.digest();
        location.found(index(ONE));
        location.points(TAG, index(ONE));
        askedAndNotThere(missing);
        move(index(ONE, TWO));
        location.found(TWO, SUBJECT);
        move(index(ONE, TWO, artifact("a/b", "three")));

        assertThat(location.asked()).doesNotContain(missing);
        assertThat(location.edges(SUBJECT.digest())).containsOnlyKeys(TWO.digest());
    }

    private void askedAndNotThere(Digest missing) {
        RegistryEvent question = location.topology.takeWanted().stream()
                .filter(event -> event.source().name().equals("@" + missing))
                .findAny()
                .orElseThrow();
        location.answer(question, new Observation.Gone());
        location.topology.takeWanted(); // Whether what names it is still there.
    }

    @Test
    void asksOnceForWhatTwoTagsListAndIsNotThere() {
        location.found(SUBJECT, TWO, index(ONE));
        location.points(TAG, index(ONE));
        askedAndNotThere(ONE.digest());

        location.points(TWO.referrersTag(), index(ONE));
        assertThat(location.asked()).isEmpty();
    }

    @Test
    void asksForADigestOfAnUnknownAlgorithmLikeForAnyOther() {
        Digest unknown = Digest.parse("multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8");
        location.found(SUBJECT);
        move(indexOf(List.of(unknown)));

        assertThat(location.asked()).containsExactly(unknown);
        assertThat(location.edges(SUBJECT.digest())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void fetchesNoEntryTwiceBecauseEightPushesTouchedOneTag(long seed) {
        List<Digest> asked = eightMoves(location, new Random(seed));

        assertThat(asked).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(8 + 8 + 1);
        assertThat(location.edges(SUBJECT.digest())).hasSize(8);
    }

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    /** The tag moves through eight indexes that overlap; index and tag are looked at in any order, entries when asked for. */
    private static List<Digest> eightMoves(ObservedLocation at, Random random) {
        List<SampleManifest> entries = new ArrayList<>();
        List<SampleManifest> indexes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            entries.add(artifact("application/x", "entry " + i));
            List<SampleManifest> some = new ArrayList<>(entries);
            Collections.shuffle(some, random);
            some.remove(entries.get(i));
            some = new ArrayList<>(some.subList(0, random.nextInt(some.size() + 1)));
            some.add(entries.get(i));
            indexes.add(index(some.toArray(SampleManifest[]::new)));
        }
        List<Runnable> looks = new ArrayList<>();
        indexes.forEach(index -> looks.add(() -> at.found(index)));
        indexes.forEach(index -> looks.add(() -> at.points(TAG, index)));
        Collections.shuffle(looks.subList(0, 8), random);
        List<Runnable> merged = merge(looks.subList(0, 8), looks.subList(8, 16), random);
        List<Digest> asked = new ArrayList<>();
        for (Runnable look : merged) {
            look.run();
            if (random.nextBoolean()) {
                look.run();
            }
            asked.addAll(answerSome(at, entries, random));
        }
        at.found(indexes.toArray(SampleManifest[]::new));
        at.found(entries.toArray(SampleManifest[]::new));
        asked.addAll(at.asked());
        return asked;
    }

    /** Some of what was asked for since the last call comes back. */
    private static List<Digest> answerSome(ObservedLocation at, List<SampleManifest> known, Random random) {
        List<Digest> asked = at.asked();
        known.stream()
                .filter(manifest -> asked.contains(manifest.digest()) && random.nextBoolean())
                .forEach(at::found);
        return asked;
    }

    /** Two sequences in one, each in its own order. */
    private static List<Runnable> merge(List<Runnable> some, List<Runnable> others, Random random) {
        Deque<Runnable> left = new ArrayDeque<>(others);
        List<Runnable> merged = new ArrayList<>();
        for (Runnable each : some) {
            while (!left.isEmpty() && random.nextBoolean()) {
                merged.add(left.remove());
            }
            merged.add(each);
        }
        merged.addAll(left);
        return merged;
    }

    @Test
    void looksAgainAtAnIndexThatWasTakenInBeforeEntriesCounted() {
        SampleManifest old = index(ONE);
        location.found(ONE, SUBJECT);
        observeOld(old);
        location.points(TAG, old);
        assertThat(location.edges(SUBJECT.digest())).isEmpty();
        assertThat(location.asked()).containsExactly(old.digest());

        location.found(old);
        assertThat(location.edges(SUBJECT.digest())).containsOnlyKeys(ONE.digest());
    }

    @Test
    void derivesTheEntriesOfAKnownTagFromACopyByNewerRules() {
        SampleManifest old = index(ONE);
        location.found(ONE, SUBJECT);
        observeOld(old);
        Copied copy = location.last();
        location.points(TAG, old);
        location.reindex(copy, Optional.empty());

        assertThat(location.edges(SUBJECT.digest())).containsOnlyKeys(ONE.digest());
        assertThat(location.topology.takeChanges()).hasSize(1);
    }

    private void observeOld(SampleManifest manifest) {
        location.observe(
                new Source.Manifest(AT, manifest.digest()),
                new Observation.Manifest(manifest.bytes(), manifest.mediaType()),
                BEFORE_ENTRIES);
    }

    private void move(SampleManifest index) {
        location.found(index);
        location.points(TAG, index);
    }
}
