package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.Relation;
import dev.backref.indexer.contract.Relation.Direction;
import dev.backref.ingest.contract.Digest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random histories of one repository, told in any order and partly twice, against what the registry holds in the end. */
class FormOrderTest {
    /** A build of every day tries some; the project's gate tries more. */
    private static final int SEEDS = Integer.getInteger("model.seeds", 10);

    private final ObservedLocation location = new ObservedLocation();

    @AfterEach
    void close() {
        location.close();
    }

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void endsInTheSameEdgesInWhateverOrderItHears(long seed) {
        FormHistory history = new FormHistory(new Random(seed));
        new ShuffledDelivery(location, history.findings(), new Random(seed)).run();

        Map<Digest, Map<Digest, Set<Form>>> followed = followed();
        for (Digest subject : history.subjects()) {
            assertThat(forms(subject)).isEqualTo(history.edges(subject));
            assertThat(followed.getOrDefault(subject, Map.of())).isEqualTo(history.edges(subject));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void endsInTheSameEdgesWhenAllHasToWaitForALargeList(long seed) {
        location.busy();
        endsInTheSameEdgesInWhateverOrderItHears(seed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void endsInTheSameRelationsInWhateverOrderItHears(long seed) {
        if (seed % 2 == 1) {
            location.busy();
        }
        FormHistory history = new FormHistory(new Random(seed));
        new ShuffledDelivery(location, history.findings(), new Random(seed)).run();

        for (Relation relation : Relation.values()) {
            for (Digest subject : history.subjects()) {
                assertThat(location.related(subject, relation, Direction.OUT))
                        .isEqualTo(history.named(subject, relation));
                assertThat(location.related(subject, relation, Direction.IN))
                        .isEqualTo(history.naming(subject, relation));
            }
        }
    }

    private Map<Digest, Set<Form>> forms(Digest subject) {
        Map<Digest, Set<Form>> forms = new TreeMap<>();
        location.edges(subject).forEach((referrer, edge) -> {
            assertThat(edge.lapsed()).isEmpty();
            forms.put(referrer, edge.forms());
        });
        return forms;
    }

    /** What whoever follows the changes alone knows; no change is there twice. */
    private Map<Digest, Map<Digest, Set<Form>>> followed() {
        Map<Digest, Map<Digest, Set<Form>>> followed = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (Change change : location.topology.takeChanges()) {
            Map<Digest, Set<Form>> edges = followed.computeIfAbsent(change.subject(), key -> new TreeMap<>());
            Digest referrer = change.data().referrer().digest();
            assertThat(ids.add(change.id())).as("first %s", change).isTrue();
            assertThat(edges.containsKey(referrer)).as("%s", change).isEqualTo(change.type() != Change.Type.ADDED);
            if (change.type() == Change.Type.REMOVED) {
                edges.remove(referrer);
            } else {
                edges.put(referrer, change.data().forms());
            }
        }
        return followed;
    }
}
