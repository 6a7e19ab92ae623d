package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Form;
import dev.backref.indexer.facts.EdgeState;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Source;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random histories of one repository, told in any order and partly twice, against what a registry with the API would list. */
class ReferrersTagOrderTest {
    private static final int SEEDS = Integer.getInteger("model.seeds", 8); // More to look for what is rare.

    /** An edge with what is said of its forms. */
    private record Said(Set<Form> forms, Set<Form> lapsed) {
        static Said of(EdgeState state) {
            return new Said(state.forms(), state.lapsed());
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void endsInTheSameEdgesInWhateverOrderItHears(long seed) {
        check(seed, false, location -> {}, ReferrersTagOrderTest::hasTheEdges);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void endsInTheSameEdgesWhenAllHasToWaitForALargeList(long seed) {
        check(seed, false, ObservedLocation::busy, ReferrersTagOrderTest::hasTheEdges);
    }

    /**
     * When an entry is deleted while nothing lists it and comes back, or an index goes before its tag was seen to point
     * there, what was learnt of the time between decides whether the entry is kept. All else is certain.
     */
    @ParameterizedTest
    @MethodSource("seeds")
    void keepsNoMoreThanWasEverListedAndNoLessThanIsWhenThingsComeBack(long seed) {
        check(seed, true, location -> {}, ReferrersTagOrderTest::hasWhatIsCertain);
    }

    /** @param again as in {@link TagHistory} */
    private static void check(
            long seed,
            boolean again,
            Consumer<ObservedLocation> before,
            BiConsumer<ObservedLocation, TagHistory> ending) {
        Shrinking.check(seed, TagHistory.steps(new Random(seed), again), steps -> {
            try (ObservedLocation location = new ObservedLocation()) {
                before.accept(location);
                TagHistory history = TagHistory.of(steps);
                // A list that nobody saw before its tag was gone is known of by nobody, and keeps nothing.
                new ShuffledDelivery(
                                location, history.findings(), seed, source -> !again && source instanceof Source.Tag)
                        .run();
                ending.accept(location, history);
                announcedEachChangeOnce(location, history);
            }
        });
    }

    private static void hasTheEdges(ObservedLocation location, TagHistory history) {
        for (TagHistory.Subject subject : history.subjects) {
            assertThat(said(location, subject)).isEqualTo(expected(history, subject));
        }
    }

    private static void hasWhatIsCertain(ObservedLocation location, TagHistory history) {
        for (TagHistory.Subject subject : history.subjects) {
            Map<Digest, Said> most = expected(history, subject);
            Map<Digest, Said> said = said(location, subject);
            assertThat(certain(said)).isEqualTo(certain(most));
            assertThat(most.keySet()).containsAll(said.keySet());
        }
    }

    private static Map<Digest, Said> expected(TagHistory history, TagHistory.Subject subject) {
        Map<Digest, Said> edges = new TreeMap<>();
        for (SampleManifest entry : history.entries) {
            Digest digest = entry.digest();
            Set<Form> forms = EnumSet.noneOf(Form.class);
            if (history.ownSubject(digest).equals(Optional.of(subject.digest()))) {
                forms.add(Form.SUBJECT_FIELD);
            }
            boolean wholeDigest = subject.tag().startsWith("sha256");
            boolean joined = wholeDigest || forms.contains(Form.SUBJECT_FIELD) || history.isThere(subject.digest());
            if (joined && history.everListed(subject).contains(digest)) {
                forms.add(Form.REFERRERS_TAG);
            }
            Set<Form> lapsed = forms.contains(Form.REFERRERS_TAG)
                            && !history.listed(subject).contains(digest)
                    ? Set.of(Form.REFERRERS_TAG)
                    : Set.of();
            if (history.isThere(digest) && !forms.isEmpty()) {
                edges.put(digest, new Said(Form.inOrder(forms), lapsed));
            }
        }
        return edges;
    }

    /** The forms that hold in the end. */
    private static Map<Digest, Set<Form>> certain(Map<Digest, Said> edges) {
        Map<Digest, Set<Form>> certain = new TreeMap<>();
        edges.forEach((referrer, said) -> {
            Set<Form> holds = new HashSet<>(said.forms());
            holds.removeAll(said.lapsed());
            if (!holds.isEmpty()) {
                certain.put(referrer, holds);
            }
        });
        return certain;
    }

    private static Map<Digest, Said> said(ObservedLocation location, TagHistory.Subject subject) {
        Map<Digest, Said> edges = new TreeMap<>();
        location.edges(subject.digest()).forEach((referrer, state) -> edges.put(referrer, Said.of(state)));
        return edges;
    }

    /** Whoever follows the changes alone knows the edges; no change says what was said, and none is there twice. */
    private static void announcedEachChangeOnce(ObservedLocation location, TagHistory history) {
        Map<Digest, Map<Digest, Said>> followed = new HashMap<>();
        Set<String> ids = new HashSet<>();
        List<Change> changes = location.topology.takeChanges();
        for (Change change : changes) {
            Map<Digest, Said> edges = followed.computeIfAbsent(change.subject(), key -> new TreeMap<>());
            Digest referrer = change.data().referrer().digest();
            Said now = new Said(change.data().forms(), change.data().lapsed());
            assertThat(ids.add(change.id())).as("first %s", change).isTrue();
            assertThat(edges.containsKey(referrer)).as("%s", change).isEqualTo(change.type() != Change.Type.ADDED);
            if (change.type() == Change.Type.REMOVED) {
                assertThat(edges.remove(referrer)).isEqualTo(now);
            } else {
                assertThat(edges.put(referrer, now)).isNotEqualTo(now);
            }
        }
        for (TagHistory.Subject subject : history.subjects) {
            assertThat(followed.getOrDefault(subject.digest(), Map.of())).isEqualTo(said(location, subject));
        }
    }
}
