package dev.backref.query.changes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** What the feed's one reader of the topic tells of itself. */
final class FeedMeters {
    private final MeterRegistry registry;
    private final Counter events;
    private final Counter undecodable;
    private final AtomicLong lag = new AtomicLong();

    FeedMeters(MeterRegistry meters, ChangeFeed feed) {
        this.registry = meters;
        this.events = Counter.builder("backref.feed.events")
                .description("Changes read for the feed")
                .register(meters);
        this.undecodable = Counter.builder("backref.feed.undecodable")
                .description("Records of the changes that are no change and were left out")
                .register(meters);
        Gauge.builder("backref.feed.lag", lag, AtomicLong::get)
                .description("Offsets of the changes that are committed and not read yet")
                .register(meters);
        Gauge.builder("backref.feed.connected", feed, each -> each.status().ready() ? 1 : 0)
                .description("Whether the feed follows the changes")
                .register(meters);
    }

    /** Tells as well what the reader's client counts of itself. */
    void follow(ChangesTopic reading) {
        reading.countIn(registry);
    }

    /** So many events were read, and so many records left out. */
    void read(int more, int leftOut) {
        events.increment(more);
        undecodable.increment(leftOut);
    }

    /** The topic ends there, and was read so far. */
    void behind(long[] end, long[] position) {
        long offsets = 0;
        for (int partition = 0; partition < end.length; partition++) {
            offsets += Math.max(0, end[partition] - position[partition]);
        }
        lag.set(offsets);
    }
}
