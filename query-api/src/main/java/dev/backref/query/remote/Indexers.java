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
    private volatile Last last = new Last(0, Instant.EPOCH);

    Indexers(Clock clock) {
        this.clock = clock;
    }

    /**
     * What a process told.
     *
     * @param appended when, by the broker's clock, in ms
     */
    private record Heard(Indexer indexer, long appended) {}

    /**
     * The last record that was read. It relates the broker's clock to the one here, which can differ by any time, and does so
     * anew with each record, so that a clock that is set is wrong for no longer than a heartbeat.
     *
     * @param appended when, by the broker's clock, in ms
     * @param read when, by the clock here
     */
    private record Last(long appended, Instant read) {
        /** The broker's time at a time here; one that is too early while records of long ago are read. */
        long brokersTime(Instant now) {
            return appended + Duration.between(read, now).toMillis();
        }
    }

    /**
     * A process told of itself, perhaps long ago: the topic is read from its beginning. To be called by one thread.
     *
     * @param appended when, by the broker's clock, in ms
     */
    void heard(Indexer indexer, long appended) {
        Instant now = clock.instant();
        last = new Last(appended, now);
        heard.put(indexer.instance(), new Heard(indexer, appended));
        heard.values().removeIf(each -> isSilent(each, now));
        failed.keySet().retainAll(heard.keySet());
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
                .filter(each -> !isSilent(each, now))
                .sorted(Comparator.<Heard, Boolean>comparing(each -> isSuspect(each, now))
                        .thenComparing(each -> !first.test(each.indexer()))
                        .thenComparing(Comparator.comparingLong(Heard::appended).reversed()))
                .map(Heard::indexer)
                .toList();
    }

    private boolean isSilent(Heard each, Instant now) {
        return last.brokersTime(now) - each.appended() >= LONGEST_SILENCE.toMillis();
    }

    private boolean isSuspect(Heard each, Instant now) {
        Instant at = failed.get(each.indexer().instance());
        return at != null && at.plus(SUSPICION).isAfter(now);
    }
}
