package dev.backref.query.walk;

import dev.backref.indexer.contract.Completeness;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How much is known of all that a walk asked about: no more than of what least is known of. */
final class Knowing {
    private static final Comparator<Completeness> WEAKEST_FIRST = Comparator.comparing(Completeness::state)
            .reversed()
            .thenComparing(known -> known.oldest().orElse(Instant.MIN));

    /** Why an answer of which only the beginning was asked for is no more than partial. */
    private static final String NOT_ASKED = "what it is related to was not asked for on this page";

    private static final String HOMES_NOT_ASKED = "the homes were not asked for on this page";

    private static final Completeness HOMES = new Completeness(
            Completeness.HOMES, Completeness.State.PARTIAL, Optional.empty(), Optional.empty(), List.of());

    /** Between several reasons of one answer. */
    private static final String BETWEEN = "; ";

    private final Set<String> reasons = new LinkedHashSet<>();
    private @Nullable Completeness evidence;
    private @Nullable Completeness relations;

    /** An answer to one of its questions says so much. */
    void take(Way way, Completeness known) {
        takeReasons(known);
        if (way.relation().isPresent()) {
            relations = weaker(relations, known);
        } else {
            evidence = weaker(evidence, known);
        }
    }

    /** Of an answer with another scope than the one that was asked for only what limits it counts. */
    void takeReasons(Completeness known) {
        known.reason().ifPresent(reason -> reasons.addAll(List.of(reason.split(BETWEEN))));
    }

    /**
     * That of evidence has the scope that was asked for; whatever limits an answer limits all.
     *
     * @param related whether the walk is of relations too
     * @param homes whether the homes of its subject are the scope, of which an answer about its evidence alone tells
     */
    Optional<Completeness> sum(boolean related, boolean homes) {
        if (related && relations == null) {
            reasons.add(NOT_ASKED);
        }
        if (homes && evidence == null) {
            reasons.add(HOMES_NOT_ASKED);
            return Optional.of(limited(HOMES));
        }
        return Stream.of(Optional.ofNullable(evidence), Optional.ofNullable(relations))
                .flatMap(Optional::stream)
                .findFirst()
                .map(this::limited);
    }

    private Completeness limited(Completeness known) {
        Set<String> others = new LinkedHashSet<>(reasons);
        known.reason().ifPresent(own -> others.removeAll(List.of(own.split(BETWEEN))));
        return others.isEmpty() ? known : known.limited(String.join(BETWEEN, others));
    }

    private static Completeness weaker(@Nullable Completeness one, Completeness other) {
        return Stream.concat(Stream.ofNullable(one), Stream.of(other))
                .min(WEAKEST_FIRST)
                .orElseThrow();
    }
}
