package dev.backref.indexer;

import static dev.backref.indexer.ObservedLocation.AT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.Corpus.Named;
import dev.backref.indexer.Corpus.Said;
import dev.backref.indexer.Corpus.Sample;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Relation;
import dev.backref.indexer.contract.Relation.Direction;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation.PointsTo;
import dev.backref.ingest.contract.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All that real clients pushed to two registries, in any order: the edges and relations that follow from all of it together. */
class CapturedRegistryTest {
    private final ObservedLocation location = new ObservedLocation();

    @AfterEach
    void close() {
        location.close();
    }

    @ParameterizedTest
    @CsvSource({"docker-registry-2.8.2, 1", "docker-registry-2.8.2, 2", "zot, 1", "zot, 2"})
    void endsInTheEdgesOfEveryFormWithTheirKindsAndInTheRelations(String registry, long seed) {
        Map<String, Sample> pushed = new TreeMap<>();
        Findings findings = new Findings();
        Corpus.of("captured").stream()
                .filter(sample -> sample.name().startsWith(registry))
                .forEach(sample -> {
                    pushed.put(cut(sample.digest()), sample);
                    findings.announce(new Source.Manifest(AT, sample.digest()), sample.manifest());
                    sample.tag()
                            .ifPresent(
                                    tag -> findings.announce(new Source.Tag(AT, tag), new PointsTo(sample.digest())));
                });
        new ShuffledDelivery(location, findings, seed).run();

        assertThat(said(pushed)).isEqualTo(expected(pushed));
        Set<Relative> named = pushed.values().stream()
                .flatMap(sample -> sample.named().stream().map(each -> new Relative(cut(sample.digest()), each)))
                .collect(Collectors.toSet());
        assertThat(relatives(pushed, Direction.OUT)).isNotEmpty().isEqualTo(named);
        assertThat(relatives(pushed, Direction.IN)).isEqualTo(named);
    }

    /** A manifest with what it is related to and no evidence of. */
    private record Relative(String manifest, Named named) {}

    /** An edge with one of its forms, and the kinds of its referrer. */
    private record Edge(Said said, Set<Kind> kinds) {}

    private static Set<Edge> expected(Map<String, Sample> pushed) {
        return pushed.values().stream()
                .flatMap(sample -> sample.said().stream())
                .flatMap(said -> Optional.ofNullable(pushed.get(said.referrer())).stream()
                        .map(referrer -> new Edge(said, referrer.kinds())))
                .collect(Collectors.toSet());
    }

    private Set<Edge> said(Map<String, Sample> pushed) {
        Set<Edge> edges = new HashSet<>();
        subjects(pushed)
                .forEach(subject -> location.edges(subject)
                        .forEach((referrer, edge) -> edge.forms()
                                .forEach(form -> edges.add(
                                        new Edge(new Said(form, cut(subject), cut(referrer)), edge.kinds())))));
        return edges;
    }

    /** What is told of either end. */
    private Set<Relative> relatives(Map<String, Sample> pushed, Direction direction) {
        Set<Relative> found = new HashSet<>();
        for (Digest one : subjects(pushed)) {
            for (Relation relation : Relation.values()) {
                location.related(one, relation, direction)
                        .forEach(other -> found.add(
                                direction == Direction.OUT
                                        ? new Relative(cut(one), new Named(relation, cut(other)))
                                        : new Relative(cut(other), new Named(relation, cut(one)))));
            }
        }
        return found;
    }

    private static List<Digest> subjects(Map<String, Sample> pushed) {
        List<Digest> subjects =
                new ArrayList<>(pushed.values().stream().map(Sample::digest).toList());
        subjects.add(Digest.parse("sha256:" + "1".repeat(64))); // One that nobody pushed has a referrer.
        return subjects;
    }

    private static String cut(Digest digest) {
        return digest.encoded().substring(0, 12);
    }
}
