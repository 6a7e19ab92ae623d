package dev.backref.faults.count;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What must be beside what is.
 *
 * @param expected edges in the registry's storage
 * @param found edges that Backref answers
 * @param announced as kcat counts it
 * @param lost edges that are not answered, and announcements that were not made
 * @param repeated answered edges that are not there, and announcements that were made once too often
 * @param feed what the reader of the feed saw
 * @param faults each of them, in words
 */
public record Verdict(
        int expected, int found, Announced announced, int lost, int repeated, Feed feed, List<String> faults) {
    public Verdict {
        faults = List.copyOf(faults);
    }

    /** What kcat counts. */
    public record Announced(int added, int removed, int updated) {}

    /**
     * The feed beside the topic, by the events' ids.
     *
     * @param seen events
     * @param lost events of the topic that were not seen
     * @param repeated events that were seen more often than they are in the topic
     */
    public record Feed(int seen, int lost, int repeated) {}

    /** Compares. */
    public static Verdict of(Ledger ledger, Answers.Found found, Heard topic, Heard feed) {
        List<String> faults = new ArrayList<>();
        found.refusals().forEach(refusal -> faults.add("not answered: " + refusal));
        int unanswered = note(faults, "not answered", missing(ledger.edges(), found.edges()));
        int wrong = note(faults, "answered, and not there", missing(found.edges(), ledger.edges()));
        int unsaid = note(faults, "not announced", ledger.expected().minus(topic.whats()));
        int saidTwice = note(faults, "announced once too often", topic.whats().minus(ledger.expected()));
        int sameId = note(faults, "an id that is not unique", twice(topic.ids()));
        int unseen = note(faults, "not in the feed", topic.ids().minus(feed.ids()));
        int seenTwice = note(faults, "repeated by the feed", feed.ids().minus(topic.ids()));
        return new Verdict(
                ledger.edges().size(),
                found.edges().size(),
                new Announced(
                        topic.count(Announcement.Type.ADDED),
                        topic.count(Announcement.Type.REMOVED),
                        topic.count(Announcement.Type.UPDATED)),
                unanswered + unsaid,
                wrong + saidTwice + sameId,
                new Feed(feed.ids().total(), unseen, seenTwice),
                faults);
    }

    /** Whether nothing was lost, and nothing repeated. */
    public boolean holds() {
        return faults.isEmpty();
    }

    private static Counts<Edge> missing(Set<Edge> all, Set<Edge> from) {
        Counts<Edge> missing = new Counts<>();
        all.stream().filter(edge -> !from.contains(edge)).forEach(missing::add);
        return missing;
    }

    private static Counts<String> twice(Counts<String> ids) {
        Counts<String> once = new Counts<>();
        ids.seen().forEach(once::add);
        return ids.minus(once);
    }

    private static <T> int note(List<String> faults, String what, Counts<T> counts) {
        counts.seen().forEach(each -> faults.add(what + ": " + each));
        return counts.total();
    }
}
