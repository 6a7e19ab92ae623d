package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
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
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random histories that were observed by former rules, and derived anew. */
class ReindexModelTest {
    private static final int SEEDS = Integer.getInteger("model.seeds", 10);

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    /** Whatever former rules made of a history, and whatever comes between: it ends as if these had been there all the time. */
    @ParameterizedTest
    @MethodSource("seeds")
    void endsAsIfTheRulesHadAlwaysBeenThese(long seed) {
        Shrinking.check(seed, FormHistory.steps(new Random(seed)), steps -> {
            try (ObservedLocation location = new ObservedLocation()) {
                endsAsIfTheRulesHadAlwaysBeenThese(location, FormHistory.of(steps), seed);
            }
        });
    }

    private static void endsAsIfTheRulesHadAlwaysBeenThese(ObservedLocation location, FormHistory history, long seed) {
        Random random = new Random(seed);
        location.observedBy(() -> 1 + random.nextInt(Observation.RULES));
        new ShuffledDelivery(location, history.findings(), seed).run();
        List<Change> before = location.topology.takeChanges();
        Map<Digest, Map<Digest, Instant>> seen = firstSeen(location, history);
        reindex(location);

        assertEnded(location, history);
        firstSeen(location, history)
                .forEach((subject, edges) -> edges.forEach((referrer, at) -> assertThat(at)
                        .isEqualTo(seen.getOrDefault(subject, Map.of()).getOrDefault(referrer, at))));
        List<Change> anew = location.topology.takeChanges();
        assertThat(anew)
                .allSatisfy(each ->
                        assertThat(each.data().cause().orElseThrow().kind()).isEqualTo(Cause.Kind.REINDEX));
        assertThat(Stream.of(before, anew).flatMap(List::stream).map(Change::id))
                .doesNotHaveDuplicates();
        Map<Bytes, String> ended = rows(location);
        reindex(location);
        assertThat(rows(location)).isEqualTo(ended);
        assertThat(location.topology.takeChanges()).isEmpty();
    }

    private static void assertEnded(ObservedLocation location, FormHistory history) {
        for (Digest subject : history.subjects()) {
            assertThat(location.held(subject)).isEqualTo(history.edges(subject));
        }
        HistoryRelations.hold(location, history);
    }

    private static Map<Digest, Map<Digest, Instant>> firstSeen(ObservedLocation location, FormHistory history) {
        return history.subjects().stream().collect(Collectors.toMap(Function.identity(), location::firstSeen));
    }

    private static void reindex(ObservedLocation location) {
        location.topology.manifests().forEach(each -> location.reindex(each, Optional.empty()));
        location.workOff();
    }

    /** Of both halves, but not how far facts have been read: also those that change nothing. */
    private static Map<Bytes, String> rows(ObservedLocation location) {
        Map<Bytes, String> rows = location.topology.content(SubjectHalf.STORE);
        rows.remove(SubjectKeys.applied().bytes());
        rows.putAll(location.topology.content(TestedTopology.LOCATIONS));
        return rows;
    }
}
