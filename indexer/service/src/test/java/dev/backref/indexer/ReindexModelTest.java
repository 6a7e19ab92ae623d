package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.Relation;
import dev.backref.indexer.contract.Relation.Direction;
import dev.backref.indexer.subject.SubjectHalf;
import dev.backref.indexer.subject.SubjectKeys;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random histories that were observed by former rules, and derived anew. */
class ReindexModelTest {
    private static final int SEEDS = Integer.getInteger("model.seeds", 10);

    private final ObservedLocation location = new ObservedLocation();

    @AfterEach
    void close() {
        location.close();
    }

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    /** Whatever former rules made of a history, and whatever comes between: it ends as if these had been there all the time. */
    @ParameterizedTest
    @MethodSource("seeds")
    void endsAsIfTheRulesHadAlwaysBeenThese(long seed) {
        Random random = new Random(seed);
        FormHistory history = new FormHistory(new Random(seed));
        location.observedBy(() -> 1 + random.nextInt(Observation.RULES));
        new ShuffledDelivery(location, history.findings(), new Random(seed)).run();
        List<Change> before = location.topology.takeChanges();
        Map<Digest, Map<Digest, Instant>> seen = firstSeen(history);
        reindex();

        assertEnded(history);
        firstSeen(history)
                .forEach((subject, edges) -> edges.forEach((referrer, at) -> assertThat(at)
                        .isEqualTo(seen.getOrDefault(subject, Map.of()).getOrDefault(referrer, at))));
        List<Change> anew = location.topology.takeChanges();
        assertThat(anew)
                .allSatisfy(each -> assertThat(each.data().cause().kind()).isEqualTo(Cause.Kind.REINDEX));
        assertThat(Stream.of(before, anew).flatMap(List::stream).map(Change::id))
                .doesNotHaveDuplicates();
        Map<Bytes, String> ended = rows();
        reindex();
        assertThat(rows()).isEqualTo(ended);
        assertThat(location.topology.takeChanges()).isEmpty();
    }

    private void assertEnded(FormHistory history) {
        for (Digest subject : history.subjects()) {
            Map<Digest, Set<Form>> forms = new TreeMap<>();
            location.edges(subject).forEach((referrer, edge) -> forms.put(referrer, edge.forms()));
            assertThat(forms).isEqualTo(history.edges(subject));
            for (Relation relation : Relation.values()) {
                assertThat(location.related(subject, relation, Direction.OUT))
                        .isEqualTo(history.named(subject, relation));
                assertThat(location.related(subject, relation, Direction.IN))
                        .isEqualTo(history.naming(subject, relation));
            }
        }
    }

    private Map<Digest, Map<Digest, Instant>> firstSeen(FormHistory history) {
        return history.subjects().stream().collect(Collectors.toMap(Function.identity(), location::firstSeen));
    }

    private void reindex() {
        location.log().stream()
                .filter(each -> each.observation().finding() instanceof Observation.Manifest)
                .forEach(each -> location.reindex(each, Optional.empty()));
        location.workOff();
    }

    /** Of both halves, but not how far facts have been read: also those that change nothing. */
    private Map<Bytes, String> rows() {
        Map<Bytes, String> rows = location.topology.content(SubjectHalf.STORE);
        rows.remove(SubjectKeys.applied().bytes());
        rows.putAll(location.topology.content(TestedTopology.LOCATIONS));
        return rows;
    }
}
