package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Form;
import dev.backref.indexer.facts.EdgeState;
import dev.backref.ingest.contract.Digest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random histories of one repository, told in any order and partly twice, against what the registry holds in the end. */
class FormOrderTest {
    private static final int SEEDS = Integer.getInteger("model.seeds", 10); // More to look for what is rare.

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void endsInWhatTheRegistryHoldsInWhateverOrderItHears(long seed) {
        check(seed, location -> {});
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void endsInWhatTheRegistryHoldsWhenAllHasToWaitForALargeList(long seed) {
        check(seed, ObservedLocation::busy);
    }

    private static void check(long seed, Consumer<ObservedLocation> before) {
        Shrinking.check(seed, FormHistory.steps(new Random(seed)), steps -> {
            try (ObservedLocation location = new ObservedLocation()) {
                before.accept(location);
                FormHistory history = FormHistory.of(steps);
                new ShuffledDelivery(location, history.findings(), seed).run();
                hasTheEdges(location, history);
                HistoryRelations.hold(location, history);
            }
        });
    }

    private static void hasTheEdges(ObservedLocation location, FormHistory history) {
        Map<Digest, Map<Digest, Change.Data>> followed = followed(location);
        for (Digest subject : history.subjects()) {
            assertThat(location.held(subject)).isEqualTo(history.edges(subject));
            Map<Digest, Change.Data> told = followed.getOrDefault(subject, Map.of());
            Map<Digest, EdgeState> edges = location.edges(subject);
            assertThat(told).containsOnlyKeys(edges.keySet());
            edges.forEach((referrer, edge) -> {
                assertThat(told).hasEntrySatisfying(referrer, data -> {
                    assertThat(data.forms()).isEqualTo(edge.forms());
                    assertThat(data.lapsed()).isEqualTo(edge.lapsed());
                });
                lapsedOnlyWhereItWasListed(referrer, edge, history.everListed(subject));
            });
        }
    }

    /** What was learnt while an entry was not there decides whether it is still said that it was listed. */
    private static void lapsedOnlyWhereItWasListed(Digest referrer, EdgeState edge, Set<Digest> everListed) {
        if (!edge.lapsed().isEmpty()) {
            assertThat(edge.lapsed()).containsExactly(Form.REFERRERS_TAG);
            assertThat(everListed).contains(referrer);
        }
    }

    /** What whoever follows the changes alone knows; no change is there twice. */
    private static Map<Digest, Map<Digest, Change.Data>> followed(ObservedLocation location) {
        Map<Digest, Map<Digest, Change.Data>> followed = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (Change change : location.topology.takeChanges()) {
            Map<Digest, Change.Data> edges = followed.computeIfAbsent(change.subject(), key -> new TreeMap<>());
            Digest referrer = change.data().referrer().digest();
            assertThat(ids.add(change.id())).as("first %s", change).isTrue();
            assertThat(edges.containsKey(referrer)).as("%s", change).isEqualTo(change.type() != Change.Type.ADDED);
            if (change.type() == Change.Type.REMOVED) {
                edges.remove(referrer);
            } else {
                edges.put(referrer, change.data());
            }
        }
        return followed;
    }
}
