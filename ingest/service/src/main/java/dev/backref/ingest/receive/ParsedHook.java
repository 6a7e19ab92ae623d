package dev.backref.ingest.receive;

import dev.backref.ingest.contract.RegistryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a delivery says.
 *
 * @param events one per source that is to be looked at, in the order in which the sender named them
 * @param actions how many of the sender's events were of which kind: {@code push}, {@code delete}, {@code refused}, or
 *     the word for why one was dropped
 * @param unread why the delivery, or a part of it, could not be read: it is kept as a dead letter
 */
record ParsedHook(List<RegistryEvent> events, Map<String, Integer> actions, Optional<Unread> unread) {
    ParsedHook {
        events = List.copyOf(events);
        actions = Map.copyOf(actions);
    }

    /**
     * Why something could not be read.
     *
     * @param reason a word that metrics can count
     * @param detail for a human: the field that is wrong, its value quoted; bounded, because it travels in a header
     */
    record Unread(String reason, String detail) {
        private static final int LONGEST_DETAIL = 1_000;

        Unread {
            detail = detail.length() <= LONGEST_DETAIL ? detail : detail.substring(0, LONGEST_DETAIL) + "…";
        }
    }

    /** A delivery of which nothing could be read. */
    static ParsedHook refused(String reason, String detail) {
        return new ParsedHook(List.of(), Map.of("refused", 1), Optional.of(new Unread(reason, detail)));
    }

    /** Collects the events of one delivery. */
    static final class Collector {
        private static final int DETAILS = 3;

        private final List<RegistryEvent> events = new ArrayList<>();
        private final Map<String, Integer> actions = new TreeMap<>();
        private final List<String> refusals = new ArrayList<>();

        /** One event of the sender, and the sources that it makes us look at. */
        void event(String action, List<RegistryEvent> looks) {
            count(action);
            events.addAll(looks);
        }

        void dropped(String reason) {
            count(reason);
        }

        /** One event of the sender that names nothing that can be looked at; the others stay good. */
        void refused(String detail) {
            count("refused");
            refusals.add(detail);
        }

        ParsedHook parsed() {
            return new ParsedHook(events, actions, unread());
        }

        private void count(String action) {
            actions.merge(action, 1, Integer::sum);
        }

        private Optional<Unread> unread() {
            if (refusals.isEmpty()) {
                return Optional.empty();
            }
            String detail = String.join("; ", refusals.subList(0, Math.min(DETAILS, refusals.size())));
            int more = refusals.size() - DETAILS;
            return Optional.of(new Unread("malformed-event", more > 0 ? detail + "; and " + more + " more" : detail));
        }
    }
}
