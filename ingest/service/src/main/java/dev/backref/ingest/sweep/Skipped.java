package dev.backref.ingest.sweep;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what listings of one registry had to leave out: each time, not each thing. */
public final class Skipped {
    private static final Logger LOG = LoggerFactory.getLogger(Skipped.class);

    private final MeterRegistry meters;
    private final String registry;
    private final Map<Reason, Counter> counters = new ConcurrentHashMap<>();

    /** Why something is left out. */
    public enum Reason {
        /** Its name is none of a repository, a tag or a digest, so no request can name it. */
        NAME,
        /** The link of a tag or a manifest holds no digest, and did not a moment later. */
        LINK,
        /** The registry's own API refuses, or is not there, so what only that shows is not listed. */
        API;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Counts as {@code backref.sweep.skipped}, from zero on. */
    public Skipped(MeterRegistry meters, String registry) {
        this.meters = meters;
        this.registry = registry;
        for (Reason reason : Reason.values()) {
            counter(reason);
        }
    }

    void count(Reason reason, Object what) {
        counter(reason).increment();
        LOG.atDebug()
                .addKeyValue("registry", registry)
                .addKeyValue("reason", reason.word())
                .log("left out of a listing: {}", what);
    }

    private Counter counter(Reason reason) {
        return counters.computeIfAbsent(
                reason,
                absent -> Counter.builder("backref.sweep.skipped")
                        .description("what listings had to leave out, each time")
                        .tag("registry", registry)
                        .tag("reason", reason.word())
                        .register(meters));
    }
}
