package dev.backref.indexer.lag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.facts.FactsTopic;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class IndexLagTest {
    private static final Duration TURN = Duration.ofSeconds(1);
    private static final Digest SUBJECT = Digest.sha256("s".getBytes(StandardCharsets.UTF_8));
    private static final int OF_SUBJECT = Topic.partitionOf(SUBJECT.toString(), 4);
    private static final Location AT = new Location("local", "app");
    private static final int OF_LOCATION = Topic.partitionOf(AT.toString(), 4);
    private static final Location ELSEWHERE = Stream.iterate(0, number -> number + 1)
            .map(number -> new Location("local", "app" + number))
            .filter(each -> Topic.partitionOf(each.toString(), 4) != OF_LOCATION)
            .findFirst()
            .orElseThrow();

    private final HandClock clock = new HandClock();
    private final FakeInputLog log = new FakeInputLog();
    private final IndexLag lag = new IndexLag(FakeInputLog.CLUSTER, clock);

    @Test
    void saysNothingBeforeItHasMeasured() {
        assertThat(lag.measured()).isEmpty();
        assertThat(lag.asOf()).isEmpty();
        assertThat(lag.asOf(AT, SUBJECT)).isEmpty();
    }

    @Test
    void isAsOfTheMeasureWhereAllIsApplied() {
        log.stands(IngestTopics.OBSERVATIONS, OF_LOCATION, 7, 7);
        Instant at = measure();
        assertThat(lag.asOf(AT, SUBJECT)).contains(at);
        assertThat(lag.asOf(SUBJECT)).contains(at);
        assertThat(lag.asOf()).contains(at);
        assertThat(log.looked).isZero();
    }

    @Test
    void isAsOfTheOldestRecordThatIsNotApplied() {
        Instant written = clock.instant().minusSeconds(500);
        log.stands(IngestTopics.OBSERVATIONS, OF_LOCATION, 7, 9);
        log.written(IngestTopics.OBSERVATIONS, OF_LOCATION, written);
        Instant at = measure();
        assertThat(lag.asOf(AT, SUBJECT)).contains(written);
        assertThat(lag.asOf(SUBJECT)).as("at any location").contains(written);
        assertThat(lag.asOf()).contains(written);
        assertThat(lag.asOf(ELSEWHERE, SUBJECT)).contains(at);
    }

    @Test
    void countsSignalsOfTheLocationAndFactsOfTheSubjectAsWell() {
        Instant signalled = clock.instant().minusSeconds(100);
        Instant told = clock.instant().minusSeconds(200);
        log.stands(IngestTopics.LOCATION_SIGNALS, OF_LOCATION, 0, 1);
        log.written(IngestTopics.LOCATION_SIGNALS, OF_LOCATION, signalled);
        measure();
        assertThat(lag.asOf(AT, SUBJECT)).contains(signalled);

        log.stands(FactsTopic.SUBJECT_FACTS, OF_SUBJECT, 3, 4);
        log.written(FactsTopic.SUBJECT_FACTS, OF_SUBJECT, told);
        measure(); // It stands still from here on.
        Instant at = measure();
        assertThat(lag.asOf(AT, SUBJECT)).contains(told);
        assertThat(lag.asOf(ELSEWHERE, SUBJECT)).contains(told);
        assertThat(lag.asOf(IngestTopics.OBSERVATIONS)).contains(at);
        assertThat(lag.asOf(FactsTopic.SUBJECT_FACTS)).contains(told);
    }

    /** A gate must not say for good that nothing was verified while a result waits. */
    @Test
    void countsWhatIsPostedAboutTheSubjectAndAboutNoOther() {
        Instant posted = clock.instant().minusSeconds(100);
        log.stands(IndexTopics.VERIFICATIONS, OF_SUBJECT, 0, 1);
        log.written(IndexTopics.VERIFICATIONS, OF_SUBJECT, posted);
        int another = (OF_SUBJECT + 1) % 4;
        log.stands(IndexTopics.VERIFICATIONS, another, 0, 1);
        log.written(IndexTopics.VERIFICATIONS, another, posted.minusSeconds(100));
        Instant at = measure();
        assertThat(lag.asOf(SUBJECT)).contains(posted);
        assertThat(lag.asOf(AT, SUBJECT)).as("where nobody shows it").contains(at);
        assertThat(lag.asOf(IndexTopics.VERIFICATIONS)).contains(posted.minusSeconds(100));
    }

    @Test
    void doesNotPunishATopicThatWasIdleForTheFirstRecordAfterIt() {
        log.stands(IngestTopics.OBSERVATIONS, OF_LOCATION, 7, 7);
        Instant before = measure();
        log.stands(IngestTopics.OBSERVATIONS, OF_LOCATION, 7, 8);
        log.written(IngestTopics.OBSERVATIONS, OF_LOCATION, Instant.EPOCH); // Which is not even looked at.
        measure();
        assertThat(lag.asOf(AT, SUBJECT)).contains(before);
        assertThat(log.looked).isZero();
    }

    @Test
    void keepsUpWithAStreamThatNeverEndsWithoutLookingAtIt() {
        for (long turn = 0; turn < 20; turn++) {
            log.stands(IngestTopics.OBSERVATIONS, OF_LOCATION, 100 * turn, 100 * turn + 90);
            Instant at = measure();
            assertThat(lag.asOf(AT, SUBJECT).orElseThrow()).isAfterOrEqualTo(at.minus(TURN));
        }
        assertThat(log.looked).as("the first time, when nothing was known").isOne();
    }

    @Test
    void looksOnceAtARecordThatStaysUnapplied() {
        Instant written = clock.instant();
        log.written(IngestTopics.OBSERVATIONS, OF_LOCATION, written);
        for (long end = 8; end < 20; end++) {
            log.stands(IngestTopics.OBSERVATIONS, OF_LOCATION, 7, end);
            measure();
            assertThat(lag.asOf(AT, SUBJECT)).contains(written);
        }
        assertThat(log.looked).isOne();
    }

    @Test
    void looksAgainWhenItIsAppliedAndTheNextIsOldAsWell() {
        log.stands(IngestTopics.OBSERVATIONS, OF_LOCATION, 7, 100);
        log.written(IngestTopics.OBSERVATIONS, OF_LOCATION, clock.instant().minusSeconds(600));
        measure();
        Instant next = clock.instant().minusSeconds(300);
        log.stands(IngestTopics.OBSERVATIONS, OF_LOCATION, 8, 100);
        log.written(IngestTopics.OBSERVATIONS, OF_LOCATION, next);
        measure();
        assertThat(lag.asOf(AT, SUBJECT)).contains(next);
    }

    @Test
    void isNotBehindWhereNoRecordIs() {
        log.stands(FactsTopic.SUBJECT_FACTS, OF_SUBJECT, 7, 8); // The mark of a transaction.
        measure();
        Instant at = measure();
        assertThat(lag.asOf(AT, SUBJECT)).contains(at);
        assertThat(log.looked).isOne();
    }

    @Test
    void isNeverAsOfATimeThatHasNotComeYet() {
        log.stands(IngestTopics.OBSERVATIONS, OF_LOCATION, 7, 8);
        log.written(IngestTopics.OBSERVATIONS, OF_LOCATION, clock.instant().plusSeconds(1_000));
        Instant at = measure();
        assertThat(lag.asOf(AT, SUBJECT)).contains(at);
    }

    @Test
    void staysWhereItWasWhileNobodyAnswers() {
        Instant before = measure();
        log.goAway();
        assertThatThrownBy(this::measure).isInstanceOf(KafkaException.class);
        assertThat(lag.asOf(AT, SUBJECT)).contains(before);
        assertThat(lag.measured()).contains(before);
    }

    @Test
    void looksAtWhatIsNotAppliedWhenItHasNotMeasuredForLong() {
        log.stands(IngestTopics.OBSERVATIONS, OF_LOCATION, 7, 7);
        measure();
        clock.pass(Duration.ofMinutes(10));
        Instant written = clock.instant();
        log.stands(IngestTopics.OBSERVATIONS, OF_LOCATION, 7, 8);
        log.written(IngestTopics.OBSERVATIONS, OF_LOCATION, written);
        measure();
        assertThat(lag.asOf(AT, SUBJECT)).contains(written);
    }

    private Instant measure() {
        clock.pass(TURN);
        lag.measure(log);
        return clock.instant();
    }
}
