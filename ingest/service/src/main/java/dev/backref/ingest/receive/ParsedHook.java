package dev.backref.ingest.receive;

import dev.backref.ingest.contract.RegistryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a delivery says.
 *
 * @param events one per source that is to be looked at, in the order in which the sender named them
 * @param actions how many of the sender's events were of which kind: {@code push}, {@code delete}, {@code refused}, or
 *     the word for why one was dropped
 * @param unread why the delivery, or a part of it, could not be read: it is kept as a dead letter
 * @param unknown how often which event was dropped because nobody here knows it, by the sender's name for it
 * @param answer the JSON that the sender waits for, where it wants more than a status
 */
record ParsedHook(
        List<RegistryEvent> events,
        Map<String, Integer> actions,
        Optional<Unread> unread,
        Map<String, Integer> unknown,
        Optional<String> answer) {
    ParsedHook {
        events = List.copyOf(events);
        actions = Map.copyOf(actions);
        unknown = Map.copyOf(unknown);
    }

    /** One of known events only, whose sender waits for no word. */
    ParsedHook(List<RegistryEvent> events, Map<String, Integer> actions, Optional<Unread> unread) {
        this(events, actions, unread, Map.of(), Optional.empty());
    }

    /**
     * Why something could not be read.
     *
     * @param reason a word that metrics can count
     * @param detail for a human: the field that is wrong, its value quoted; bounded, because it travels in a header
     * @param lost whether anything can have been said of what the registry holds: it is not where all is of registries
     *     that nobody configured, or of repositories that nobody can ask for
     */
    record Unread(String reason, String detail, boolean lost) {
        private static final int LONGEST_DETAIL = 1_000;
        private static final String UNKNOWN_REGISTRY = "unknown-registry";

        Unread {
            detail = detail.length() <= LONGEST_DETAIL ? detail : detail.substring(0, LONGEST_DETAIL) + "…";
        }

        /** One of something that is lost. */
        Unread(String reason, String detail) {
            this(reason, detail, true);
        }
    }

    /** A delivery of which nothing could be read. */
    static ParsedHook refused(String reason, String detail) {
        return new ParsedHook(List.of(), Map.of("refused", 1), Optional.of(new Unread(reason, detail)));
    }

    /** Without the looks that rules leave out; how many there were is counted as {@code excluded}. */
    ParsedHook without(Predicate<RegistryEvent> leftOut) {
        List<RegistryEvent> kept = events.stream().filter(leftOut.negate()).toList();
        if (kept.size() == events.size()) {
            return this;
        }
        Map<String, Integer> counted = new TreeMap<>(actions);
        counted.put("excluded", events.size() - kept.size());
        return new ParsedHook(kept, counted, unread, unknown, answer);
    }

    /** Collects the events of one delivery. */
    static final class Collector {
        private static final int DETAILS = 3;

        private final List<RegistryEvent> events = new ArrayList<>();
        private final Map<String, Integer> actions = new TreeMap<>();
        private final Map<String, Integer> unknown = new TreeMap<>();
        private final List<String> refusals = new ArrayList<>();
        private final List<String> strangers = new ArrayList<>();
        private Optional<String> answer = Optional.empty();
        private boolean lost;

        /** One event of the sender, and the sources that it makes us look at. */
        void event(String action, Looks looks) {
            count(action);
            events.addAll(looks.events());
            looks.complaint().ifPresent(this::refused);
        }

        void dropped(String reason) {
            count(reason);
        }

        /**
         * One event of a kind that is not known here.
         *
         * @param name what the sender calls the kind
         */
        void unknown(String reason, String name) {
            count(reason);
            unknown.merge(name, 1, Integer::sum);
        }

        /** What the sender waits for. */
        void answer(String json) {
            answer = Optional.of(json);
        }

        /** One event of the sender that cannot be read, or not all of it; the others stay good. */
        void refused(String detail) {
            refused(detail, true);
        }

        private void refused(String detail, boolean isLost) {
            count("refused");
            refusals.add(detail);
            lost |= isLost;
        }

        /** The same, for what was wrong at this place of the body. */
        void refused(String place, IllegalArgumentException why) {
            if (why instanceof NoSuchRegistry) {
                count(Unread.UNKNOWN_REGISTRY);
                strangers.add(place + why.getMessage());
            } else {
                refused(place + why.getMessage(), !(why instanceof NoSuchRepository));
            }
        }

        ParsedHook parsed() {
            return new ParsedHook(events, actions, unread(), unknown, answer);
        }

        private void count(String action) {
            actions.merge(action, 1, Integer::sum);
        }

        private Optional<Unread> unread() {
            if (refusals.isEmpty()) {
                return strangers.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Unread(Unread.UNKNOWN_REGISTRY, listed(strangers), false));
            }
            return Optional.of(new Unread("malformed-event", listed(refusals), lost));
        }

        private static String listed(List<String> details) {
            String detail = String.join("; ", details.subList(0, Math.min(DETAILS, details.size())));
            int more = details.size() - DETAILS;
            return more > 0 ? detail + "; and " + more + " more" : detail;
        }
    }
}
