package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is left to do at registries that are not configured. Its rows stay as they are until the registry is configured
 * again: one that is missing at one start, by a mistake or in one process of many, loses nothing.
 */
final class Unconfigured {
    private static final String REASON = "not-configured";

    private final Map<String, Integer> sources = new TreeMap<>();

    /**
     * Leaves a row where it is. That a webhook's source waits for its registry is signalled once, and stands in the row
     * from then on: its location must not be called complete. That the registry's own webhooks come to nobody is said and kept
     * as well.
     */
    void keep(String registry, String key, Row row, Instant now, Batch out) {
        row.closing(now).ifPresent(closed -> {
            out.signal(new LocationSignal.Registry(registry, RegistryHistory.UNKNOWN, row.heard()));
            out.change(new RowChange(key, closed.json()));
        });
        Optional<Todo> left = row.todo();
        if (left.isEmpty()) {
            return;
        }
        sources.merge(registry, 1, Integer::sum);
        Optional<RegistryEvent> reported = left.get().causes().reported();
        if (reported.isPresent() && left.get().trouble().isEmpty()) {
            LocationSignal.Unresolved news = new LocationSignal.Unresolved(
                    Source.parse(key),
                    REASON,
                    Refused.unknownRegistry(registry, now).detail(),
                    reported.get().at(),
                    now);
            Todo told = Answers.signalled(news.source(), left.get(), news, out);
            out.change(new RowChange(
                    key,
                    Row.ofSource(Optional.of(told), row.gone(), row.known()).json()));
        }
    }

    /** How many sources wait, by the names of their registries. */
    Map<String, Integer> sources() {
        return Collections.unmodifiableMap(sources);
    }
}
