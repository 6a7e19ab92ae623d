package dev.backref.indexer;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation.Finding;
import dev.backref.ingest.contract.Observation.Gone;
import dev.backref.ingest.contract.Observation.Manifest;
import dev.backref.ingest.contract.Observation.PointsTo;
import dev.backref.ingest.contract.Source;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** For each source everything that was ever there, in its order; and what of that anybody is told. */
final class Findings {
    private final Map<Source, List<Finding>> all = new LinkedHashMap<>();
    private final List<Announced> announced = new ArrayList<>();
    private final Map<Source, BitSet> untold = new HashMap<>();
    private final List<TakenAlong> takenAlong = new ArrayList<>();
    private int step;

    /**
     * A finding of which somebody is told.
     *
     * @param count how many findings the source has up to this one
     * @param step that brought it
     */
    record Announced(Source source, int count, int step) {}

    /** Whoever has seen so many findings of a source sees at least so many of those that went with it. */
    private record TakenAlong(Source source, int count, Map<Source, Integer> others) {}

    /** What follows belongs to this step. */
    void begin(int number) {
        step = number;
    }

    /** This is at a source from now on, and somebody is told. */
    void announce(Source source, Finding finding) {
        add(source, finding);
        announced.add(new Announced(source, count(source), step));
    }

    /** What is there of these goes with what is gone at a source by now. Nobody is told. */
    void takeAlong(Source gone, Collection<Source> others) {
        Map<Source, Integer> counts = new HashMap<>();
        for (Source other : List.copyOf(others)) {
            if (last(other).filter(finding -> !(finding instanceof Gone)).isPresent()) {
                untold.computeIfAbsent(other, key -> new BitSet()).set(count(other));
                add(other, new Gone());
            }
            counts.put(other, count(other));
        }
        takenAlong.add(new TakenAlong(gone, count(gone), counts));
    }

    /** All of which somebody is told, each source's in their order. */
    List<Announced> announced() {
        return announced;
    }

    /** Whether the next of which somebody is told at that source is that nothing is there any more. */
    boolean isGoneNext(Announced finding) {
        List<Finding> found = ever(finding.source());
        return finding.count() < found.size()
                && found.get(finding.count()) instanceof Gone
                && !isUntold(finding.source(), finding.count());
    }

    /** Whether it is gone, and the next of which somebody is told there is that it is back. */
    boolean isBackNext(Announced finding) {
        List<Finding> found = ever(finding.source());
        return finding.count() < found.size()
                && found.get(finding.count() - 1) instanceof Gone
                && !(found.get(finding.count()) instanceof Gone);
    }

    /** The tags that point to a manifest by now. */
    List<Source> pointing(Digest manifest) {
        return all.keySet().stream()
                .filter(source -> last(source)
                        .filter(finding -> finding.equals(new PointsTo(manifest)))
                        .isPresent())
                .toList();
    }

    Collection<Source> sources() {
        return all.keySet();
    }

    int count(Source source) {
        return all.getOrDefault(source, List.of()).size();
    }

    /**
     * How many findings of a source somebody can have seen who looks once more than one who saw so many: the next, unless it
     * went with another. Else some look too many would mostly find that, whether or not anybody asks for it.
     */
    int next(Source source, int seen) {
        return seen < count(source) && !isUntold(source, seen) ? seen + 1 : seen;
    }

    /** How many findings of a source are in the past for whoever has seen so many of each. */
    int past(Source source, Map<Source, Integer> seen) {
        return takenAlong.stream()
                .filter(each -> seen.getOrDefault(each.source(), 0) >= each.count())
                .mapToInt(each -> each.others().getOrDefault(source, 0))
                .reduce(seen.getOrDefault(source, 0), Math::max);
    }

    /** What a look finds for whom so many findings are in the past. */
    Finding at(Source source, int past) {
        return past == 0 ? new Gone() : all.getOrDefault(source, List.of()).get(past - 1);
    }

    List<Finding> ever(Source source) {
        return all.getOrDefault(source, List.of());
    }

    /** Whether a manifest is there in the end. */
    boolean isThere(Source.Manifest source) {
        return last(source).filter(Manifest.class::isInstance).isPresent();
    }

    /** Where a tag points in the end. */
    Optional<PointsTo> target(Source.Tag source) {
        return last(source).filter(PointsTo.class::isInstance).map(PointsTo.class::cast);
    }

    private Optional<Finding> last(Source source) {
        List<Finding> found = ever(source);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
    }

    private boolean isUntold(Source source, int index) {
        return untold.getOrDefault(source, new BitSet()).get(index);
    }

    private void add(Source source, Finding finding) {
        all.computeIfAbsent(source, key -> new ArrayList<>()).add(finding);
    }
}
