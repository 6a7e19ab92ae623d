package dev.backref.indexer.subject;

import dev.backref.indexer.contract.Age;
import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.Verification;
import dev.backref.indexer.facts.EdgeState;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is said of an edge, by a change of it and by whoever lists it. */
public final class EdgeData {
    private EdgeData() {}

    /**
     * What is known of an edge beside its row.
     *
     * @param alsoAt other locations that hold it
     * @param verifications the last that each verifier posted about it
     */
    public record Beside(List<String> alsoAt, List<Verification> verifications) {}

    /**
     * Puts it together.
     *
     * @param row with the descriptor as a whole
     */
    public static Change.Data of(Digest subject, Location location, EdgeRow row, Beside beside, Position position) {
        EdgeState state = row.state();
        List<String> omitted = new ArrayList<>();
        Descriptor referrer = state.descriptor();
        if (isLarger(referrer.annotations(), Change.Data.LARGEST_ANNOTATIONS)) {
            omitted.add(Change.Data.ANNOTATIONS);
            referrer = referrer.withoutAnnotations();
        }
        Optional<Set<String>> predicateTypes = predicateTypes(state);
        if (predicateTypes.isEmpty()) {
            omitted.add(Change.Data.PREDICATE_TYPES);
        }
        return new Change.Data(
                new Change.SubjectRef(subject),
                referrer,
                omitted,
                state.kinds(),
                predicateTypes,
                Optional.empty(),
                state.forms(),
                state.lapsed(),
                location,
                row.cause(),
                row.observed(),
                row.indexed(),
                beside.alsoAt(),
                Age.of(state.descriptor(), state.evidence()),
                state.evidence().stream().anyMatch(layer -> layer.isAboutOther(subject)),
                Verification.NOT_CHECKED,
                beside.verifications(),
                position);
    }

    /** Those of its layers; absent where they are too large for an event. */
    static Optional<Set<String>> predicateTypes(EdgeState state) {
        return Optional.of(state.predicateTypes())
                .filter(types -> !isLarger(types, Change.Data.LARGEST_PREDICATE_TYPES));
    }

    private static boolean isLarger(Object part, int most) {
        return Json.write(part).length > most;
    }
}
