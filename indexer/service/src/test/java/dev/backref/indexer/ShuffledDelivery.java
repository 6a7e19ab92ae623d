package dev.backref.indexer;

import static java.util.Comparator.comparingLong;
import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.backref.indexer.Findings.Announced;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Observation.Finding;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * Delivers what was found at many sources: each source's own in their order, the sources in any or almost theirs, some twice,
 * and of some that are gone again only that. What the index asks for is looked at some time later: then the next that was found
 * there comes, or the last once more. What went with another source is found by no look before that one was seen to be gone.
 */
final class ShuffledDelivery {
    /** How many steps later what is only a little late is told of, at most. */
    private static final int A_LITTLE = 20;

    private final ObservedLocation location;
    private final Findings findings;
    private final Map<Source, Integer> seen = new HashMap<>();
    private final List<RegistryEvent> asked = new ArrayList<>();

    /** What was reported as deleted, and not looked at since. */
    private final Set<Source> deleted = new HashSet<>();

    /** How many findings those had when they were deleted of which that is reported behind the push that followed. */
    private final Map<Source, Integer> toldLate = new LinkedHashMap<>();

    /** Looks that have found something and are not told yet, at most one at a source. */
    private final Map<Source, Observation> underWay = new LinkedHashMap<>();

    private final long seed;

    /** Of which everything is seen before it is gone. */
    private final Predicate<Source> mustBeSeen;

    ShuffledDelivery(ObservedLocation location, Findings findings, long seed) {
        this(location, findings, seed, source -> false);
    }

    ShuffledDelivery(ObservedLocation location, Findings findings, long seed, Predicate<Source> mustBeSeen) {
        this.location = location;
        this.findings = findings;
        this.seed = seed;
        this.mustBeSeen = mustBeSeen;
    }

    /** Delivers everything, and answers until nothing is asked for. */
    void run() {
        for (Announced next : inAnyOrder()) {
            SplittableRandom chance = chance(next);
            if (findings.isGoneNext(next) && chance.nextInt(4) == 0 && !mustBeSeen.test(next.source())) {
                continue; // One look serves both, and finds nothing.
            }
            if (findings.isBackNext(next) && chance.nextInt(4) == 0) {
                // So does one that finds it again, and nobody saw it gone; or that is told of when it is long back.
                if (chance.nextBoolean()) {
                    deleted.add(next.source());
                } else {
                    toldLate.put(next.source(), next.count());
                }
                continue;
            }
            look(next.source(), next.count(), chance);
            if (chance.nextInt(4) == 0) {
                look(next.source(), 0, chance);
            }
            if (chance.nextInt(8) == 0) {
                location.topology.step();
            }
            if (!asked.isEmpty() && chance.nextBoolean()) {
                answer(asked.remove(chance.nextInt(asked.size())), chance);
            }
            if (chance.nextInt(4) == 0) {
                tellAll();
            }
            if (chance.nextInt(4) == 0) {
                lookAtWhatWasToldLate(chance);
            }
        }
        settle();
    }

    /** Of whatever source it is the turn, it is told of the first that it was not told of. */
    private List<Announced> inAnyOrder() {
        Map<Source, Iterator<Announced>> left = findings.announced().stream()
                .collect(groupingBy(Announced::source, collectingAndThen(toList(), List::iterator)));
        return findings.announced().stream()
                .sorted(comparingLong(this::turn))
                .flatMap(each -> Optional.ofNullable(left.get(each.source())).stream())
                .map(Iterator::next)
                .toList();
    }

    /** With every other seed all are told of in any order; else each a little late at most, so that more of it is news. */
    private long turn(Announced told) {
        SplittableRandom chance = chance(told);
        return seed % 2 == 0 ? chance.nextLong() : told.step() + chance.nextInt(A_LITTLE);
    }

    /** By what is delivered alone: so the rest comes in the same order when something is left out. */
    private SplittableRandom chance(Announced delivered) {
        return new SplittableRandom(seed * 1_000_003
                + delivered.step() * 31L
                + delivered.source().name().hashCode());
    }

    private void settle() {
        do {
            while (!asked.isEmpty()) {
                answer(asked.remove(0), new SplittableRandom(seed));
            }
            lookAtWhatWasToldLate(new SplittableRandom(seed));
            tellAll();
            location.topology.step();
            takeWanted();
        } while (!asked.isEmpty() || location.hasRows("WQ") || location.hasRows("W"));
    }

    private void takeWanted() {
        asked.addAll(location.topology.takeWanted());
    }

    private void answer(RegistryEvent question, SplittableRandom chance) {
        tell(question.source());
        goOn(question.source(), 0);
        take(location.looked(question, found(question.source())), chance);
    }

    /** @param least how many findings whoever looks must have seen */
    private void look(Source source, int least, SplittableRandom chance) {
        tell(source);
        goOn(source, least);
        take(location.looked(source, found(source), deleted.remove(source)), chance);
    }

    private void lookAtWhatWasToldLate(SplittableRandom chance) {
        new LinkedHashMap<>(toldLate).forEach((source, count) -> {
            if (seen.getOrDefault(source, 0) > count) {
                toldLate.remove(source);
                deleted.add(source);
                look(source, 0, chance);
            }
        });
    }

    /** Tells what a look found, or some time later: what is told of other sources meanwhile can be younger. */
    private void take(Observation look, SplittableRandom chance) {
        underWay.put(look.source(), look);
        if (chance.nextInt(4) > 0) {
            tell(look.source());
        }
    }

    private void tell(Source source) {
        Observation look = underWay.remove(source);
        if (look != null) {
            location.tell(look);
            takeWanted();
        }
    }

    private void tellAll() {
        List.copyOf(underWay.keySet()).forEach(this::tell);
    }

    private void goOn(Source source, int least) {
        int next = findings.next(source, seen.getOrDefault(source, 0));
        seen.put(source, Math.max(next, least));
    }

    private Finding found(Source source) {
        int past = findings.past(source, seen);
        seen.put(source, past);
        return findings.at(source, past);
    }
}
