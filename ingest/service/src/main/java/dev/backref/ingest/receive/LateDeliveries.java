package dev.backref.ingest.receive;

import dev.backref.ingest.contract.Digest;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Deliveries whose senders were told to repeat them while they were still being written. The repetition gets what came of
 * the first, instead of having all of it written again: a large body might otherwise be too late each time. Thread-safe.
 *
 * <p>Each is given to one repetition only, and forgotten after a minute: the same bytes can tell of something new. Where the
 * sender gives his events no ids, they can as soon as the first delivery is written: the look that it asked for may be over.
 */
final class LateDeliveries {
    private static final Duration REPEATED_WITHIN = Duration.ofMinutes(1);
    private static final int MOST = 256;
    private static final long MOST_BYTES = 16L * 1024 * 1024;

    private final Map<Key, Late> late = new LinkedHashMap<>();
    private long bytes;

    /** What some senders say in headers alone, such as whether something was pushed or deleted, is in the events. */
    private record Key(String registry, Digest body, Digest events) {
        static Key of(Delivery delivery, ParsedHook parsed) {
            StringBuilder events = new StringBuilder();
            parsed.events()
                    .forEach(event ->
                            events.append(event.source()).append(event.cause()).append('\n'));
            return new Key(
                    delivery.registry(),
                    Digest.sha256(delivery.body()),
                    Digest.sha256(events.toString().getBytes(StandardCharsets.UTF_8)));
        }
    }

    private record Late(Future<ParsedHook> kept, int size, Instant at) {}

    /** Whether no delivery can be a repetition; costs nothing, unlike {@link #take}. */
    synchronized boolean isEmpty() {
        return late.isEmpty();
    }

    /** Remembers a delivery that the log is not yet done with; reads all of its body. */
    void add(Delivery delivery, ParsedHook parsed, Future<ParsedHook> kept) {
        Key key = Key.of(delivery, parsed);
        synchronized (this) {
            remove(key);
            late.put(key, new Late(kept, delivery.body().length, delivery.at()));
            bytes += delivery.body().length;
            forget(delivery.at().minus(REPEATED_WITHIN));
        }
    }

    /** What became or becomes of the delivery that this one repeats, unless that has failed; reads all of its body. */
    Optional<Future<ParsedHook>> take(Delivery delivery, ParsedHook parsed) {
        Key key = Key.of(delivery, parsed);
        synchronized (this) {
            forget(delivery.at().minus(REPEATED_WITHIN));
            return remove(key)
                    .map(Late::kept)
                    .filter(kept -> !kept.failed())
                    .filter(kept -> !kept.isComplete() || areNamedBySender(parsed));
        }
    }

    private static boolean areNamedBySender(ParsedHook parsed) {
        return parsed.events().stream()
                .noneMatch(event -> OwnIds.isOwn(event.cause().id()));
    }

    private Optional<Late> remove(Key key) {
        Optional<Late> removed = Optional.ofNullable(late.remove(key));
        removed.ifPresent(one -> bytes -= one.size());
        return removed;
    }

    private void forget(Instant before) {
        Iterator<Late> eldest = late.values().iterator();
        while (eldest.hasNext()) {
            Late one = eldest.next();
            if (late.size() <= MOST && bytes <= MOST_BYTES && !one.at().isBefore(before)) {
                return;
            }
            bytes -= one.size();
            eldest.remove();
        }
    }
}
