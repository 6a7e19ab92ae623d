package dev.backref.faults.count;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.faults.count.Announcement.What;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Edge KEPT = new Edge("app", "sha256:s", "sha256:kept");
    private static final Edge DELETED = new Edge("app", "sha256:s", "sha256:deleted");
    private static final List<Announcement> ALL = List.of(
            announcement("1", Announcement.Type.ADDED, KEPT),
            announcement("2", Announcement.Type.ADDED, DELETED),
            announcement("3", Announcement.Type.REMOVED, DELETED));

    private final Ledger ledger = new Ledger();

    VerdictTest() {
        ledger.note(Set.of(KEPT, DELETED));
        ledger.note(Set.of(KEPT));
    }

    @Test
    void whatWasSaidAndHeardOnceHolds() {
        Verdict verdict = verdict(Set.of(KEPT), ALL, ALL);
        assertThat(verdict.faults()).isEmpty();
        assertThat(verdict.holds()).isTrue();
        assertThat(verdict.announced()).isEqualTo(new Verdict.Announced(2, 1, 0));
        assertThat(verdict.feed()).isEqualTo(new Verdict.Feed(3, 0, 0));
    }

    @Test
    void anEdgeThatIsNotAnsweredIsLost() {
        Verdict verdict = verdict(Set.of(), ALL, ALL);
        assertThat(verdict.lost()).isEqualTo(1);
        assertThat(verdict.faults()).containsExactly("not answered: " + KEPT);
    }

    @Test
    void anEdgeThatIsAnsweredAfterItsDeleteIsNoneOfTheExpected() {
        Verdict verdict = verdict(Set.of(KEPT, DELETED), ALL, ALL);
        assertThat(verdict.repeated()).isEqualTo(1);
        assertThat(verdict.faults()).containsExactly("answered, and not there: " + DELETED);
    }

    @Test
    void aRefusedLookupDoesNotHold() {
        Answers.Found found = new Answers.Found(Set.of(KEPT), Set.of("404 for app"));
        assertThat(Verdict.of(ledger, found, heard(ALL), heard(ALL)).holds()).isFalse();
    }

    @Test
    void aChangeThatIsNotAnnouncedIsLost() {
        Verdict verdict = verdict(Set.of(KEPT), ALL.subList(0, 2), ALL.subList(0, 2));
        assertThat(verdict.lost()).isEqualTo(1);
        assertThat(verdict.faults()).containsExactly("not announced: REMOVED " + DELETED);
    }

    @Test
    void aSecondAnnouncementUnderAnotherIdIsARepeat() {
        List<Announcement> more = with(announcement("4", Announcement.Type.ADDED, KEPT));
        Verdict verdict = verdict(Set.of(KEPT), more, more);
        assertThat(verdict.repeated()).isEqualTo(1);
        assertThat(verdict.faults()).containsExactly("announced once too often: ADDED " + KEPT);
    }

    @Test
    void anUpdateThatNothingCausedIsARepeat() {
        List<Announcement> more = with(announcement("4", Announcement.Type.UPDATED, KEPT));
        assertThat(verdict(Set.of(KEPT), more, more).repeated()).isEqualTo(1);
    }

    @Test
    void theSameRecordTwiceInTheTopicIsARepeat() {
        List<Announcement> more = with(ALL.get(0));
        assertThat(verdict(Set.of(KEPT), more, more).faults())
                .containsExactlyInAnyOrder("announced once too often: ADDED " + KEPT, "an id that is not unique: 1");
    }

    @Test
    void whatTheFeedDidNotShowIsLostThere() {
        assertThat(verdict(Set.of(KEPT), ALL, ALL.subList(1, 3)).feed()).isEqualTo(new Verdict.Feed(2, 1, 0));
    }

    @Test
    void whatTheFeedShowedTwiceIsRepeatedThere() {
        Verdict verdict = verdict(Set.of(KEPT), ALL, with(ALL.get(1)));
        assertThat(verdict.feed()).isEqualTo(new Verdict.Feed(4, 0, 1));
        assertThat(verdict.holds()).isFalse();
    }

    @Test
    void anEdgeThatCameBackMustBeAddedOnceMore() {
        ledger.note(Set.of(KEPT, DELETED));
        assertThat(verdict(Set.of(KEPT, DELETED), ALL, ALL).faults())
                .containsExactly("not announced: ADDED " + DELETED);
    }

    private Verdict verdict(Set<Edge> answered, List<Announcement> topic, List<Announcement> feed) {
        return Verdict.of(ledger, new Answers.Found(answered, Set.of()), heard(topic), heard(feed));
    }

    private static List<Announcement> with(Announcement one) {
        return List.of(ALL.get(0), ALL.get(1), ALL.get(2), one);
    }

    private static Heard heard(List<Announcement> announcements) {
        Heard heard = new Heard();
        announcements.forEach(heard::add);
        return heard;
    }

    private static Announcement announcement(String id, Announcement.Type type, Edge edge) {
        return new Announcement(id, new What(type, edge));
    }
}
