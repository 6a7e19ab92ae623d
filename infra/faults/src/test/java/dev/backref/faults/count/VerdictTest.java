package dev.backref.faults.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A count that finds nothing must be one that would have found it. */
class VerdictTest {
    private static final Edge STAYS = new Edge("app", "sha256:1", "sha256:2");
    private static final Edge GOES = new Edge("app", "sha256:1", "sha256:3");

    private final Ledger ledger = new Ledger();
    private final Heard topic = new Heard();
    private final Heard feed = new Heard();

    @BeforeEach
    void addTwoAndRemoveOne() {
        ledger.note(Set.of(STAYS, GOES));
        ledger.note(Set.of(STAYS));
        announce(topic);
        announce(feed);
    }

    @Test
    void findsNothingWhereNothingIs() {
        Verdict verdict = verdict(STAYS);
        assertThat(verdict.faults()).isEmpty();
        assertThat(verdict.announced()).isEqualTo(new Verdict.Announced(2, 1, 0));
    }

    @Test
    void findsAnEdgeThatIsNotAnsweredAndOneThatIsAnsweredAndNotThere() {
        Verdict verdict = verdict(GOES);
        assertThat(verdict.lost()).isEqualTo(1);
        assertThat(verdict.repeated()).isEqualTo(1);
        assertThat(verdict.holds()).isFalse();
    }

    @Test
    void findsAnAnnouncementTooManyAndAnIdThatIsNotUnique() {
        topic.add(announcement("3", "removed", GOES));
        Verdict verdict = verdict(STAYS);
        assertThat(verdict.repeated()).isEqualTo(2);
        assertThat(verdict.feed().lost()).as("the feed did not show it either").isEqualTo(1);
    }

    @Test
    void findsAnAnnouncementThatWasNotMade() {
        ledger.note(Set.of(STAYS, GOES));
        assertThat(verdict(STAYS, GOES).lost()).isEqualTo(1);
    }

    @Test
    void findsWhatTheFeedRepeated() {
        feed.add(announcement("1", "added", STAYS));
        assertThat(verdict(STAYS).feed()).isEqualTo(new Verdict.Feed(4, 0, 1));
    }

    private Verdict verdict(Edge... answered) {
        return Verdict.of(ledger, new Answers.Found(Set.of(answered), Set.of()), topic, feed);
    }

    private static void announce(Heard heard) {
        heard.add(announcement("1", "added", STAYS));
        heard.add(announcement("2", "added", GOES));
        heard.add(announcement("3", "removed", GOES));
    }

    private static Announcement announcement(String id, String type, Edge edge) {
        return Announcement.read("""
                {"id":"%s","type":"dev.backref.referrer.%s.v1","subject":"%s",
                 "data":{"location":{"registry":"local","repository":"%s"},"referrer":{"digest":"%s"}}}""".formatted(id, type, edge.subject(), edge.repository(), edge.referrer()));
    }
}
