package dev.backref.query.remote;

import dev.backref.indexer.contract.remote.Indexer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The processes that hold parts of the index, as they tell of themselves and as it went to ask them. Thread-safe. */
final class Indexers {
    /** One that has not told of itself for so long is gone. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(12L * Indexer.HEARTBEAT_SECONDS);

    /** One that did not answer is asked last for so long: whoever is killed still counts as owner for a while. */
    private static final Duration SUSPICION = Duration.ofSeconds(2);

    private final Clock clock;
    private final Map<String, Heard> heard = new ConcurrentHashMap<>();
    private final Map<String, Instant> failed = new ConcurrentHashMap<>();

    Indexers(Clock clock) {
        this.clock = clock;
    }

    /**
     * What a process told.
     *
     * @param number the later, the higher
     * @param at when it was read here: clocks of two machines differ
     */
    private record Heard(Indexer indexer, long number, Instant at) {}

    /** A process told of itself; later ones have higher numbers. */
    void heard(Indexer indexer, long number) {
        heard.put(indexer.instance(), new Heard(indexer, number, clock.instant()));
    }

    /** A process said that it has stopped. */
    void stopped(String instance) {
        heard.remove(instance);
        failed.remove(instance);
    }

    /** It did not answer. */
    void failed(Indexer indexer) {
        failed.put(indexer.instance(), clock.instant());
    }

    /** It answered. */
    void answered(Indexer indexer) {
        failed.remove(indexer.instance());
    }

    /**
     * Those that can answer for a partition, in the order in which to ask them: who works it off, the latest to say so
     * first, then who follows it; at the end those that did not answer just now.
     */
    List<Indexer> of(int partition) {
        return inOrder(
                indexer -> indexer.has(partition), indexer -> indexer.active().contains(partition));
    }

    /** Those that have any partition, for what can be read from each; in the same order. */
    List<Indexer> any() {
        return inOrder(
                indexer -> !indexer.active().isEmpty() || !indexer.standby().isEmpty(),
                indexer -> !indexer.active().isEmpty());
    }

    private List<Indexer> inOrder(Predicate<Indexer> able, Predicate<Indexer> first) {
        Instant now = clock.instant();
        return heard.values().stream()
                .filter(each -> able.test(each.indexer()))
                .filter(each -> each.at().plus(LONGEST_SILENCE).isAfter(now))
                .sorted(Comparator.<Heard, Boolean>comparing(each -> isSuspect(each, now))
                        .thenComparing(each -> !first.test(each.indexer()))
                        .thenComparing(Comparator.comparingLong(Heard::number).reversed()))
                .map(Heard::indexer)
                .toList();
    }

    private boolean isSuspect(Heard each, Instant now) {
        Instant at = failed.get(each.indexer().instance());
        return at != null && at.plus(SUSPICION).isAfter(now);
    }
}
