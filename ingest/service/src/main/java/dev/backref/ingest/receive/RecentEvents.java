package dev.backref.ingest.receive;

import dev.backref.ingest.contract.RegistryEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which events came lately, to count those that are delivered again. Nothing else depends on it. Thread-safe. */
final class RecentEvents {
    private static final int MOST = 10_000;

    /** What brings no id is known by its bytes alone, and the same can happen again: sooner than this, it is a repetition. */
    private static final Duration REPETITION = Duration.ofMinutes(10);

    private final Map<String, Instant> came = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MOST;
        }
    };

    /** Whether the sender's event came before; it has come by now. */
    synchronized boolean repeats(String registry, RegistryEvent event) {
        String id = event.cause().id();
        Instant before = came.put(registry + "/" + id, event.at());
        return before != null && (!OwnIds.isOwn(id) || event.at().isBefore(before.plus(REPETITION)));
    }
}
