package dev.backref.query.gate;

import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Digest;
import dev.backref.query.Callers;
import dev.backref.query.requirement.Deciding.Means;
import dev.backref.query.requirement.Requirements;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What decisions rest on.
 *
 * @param registries the names of those that are configured
 * @param verifiers the names of those that are configured
 * @param requirements by name
 * @param clock by which ages and deadlines are told
 */
public record DecisionBasis(
        Set<String> registries,
        Set<String> verifiers,
        Requirements requirements,
        SubjectIndex index,
        Callers callers,
        Clock clock) {
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    public DecisionBasis {
        registries = Set.copyOf(registries);
        verifiers = Set.copyOf(verifiers);
    }

    /** Where no verifier is configured. */
    public DecisionBasis(
            Set<String> registries, Requirements requirements, SubjectIndex index, Callers callers, Clock clock) {
        this(registries, Set.of(), requirements, index, callers, clock);
    }

    /** Those of decisions that are made now. */
    Means means(Function<SubjectQuery, Future<SubjectAnswer>> lookups, Function<Digest, Optional<Position>> notBefore) {
        Instant now = clock.instant();
        return new Means(lookups, notBefore, now, deadline(), registries, verifiers);
    }

    /** Of what is asked now. */
    Instant deadline() {
        return clock.instant().plus(DEADLINE);
    }
}
