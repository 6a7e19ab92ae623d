package dev.backref.indexer.subject;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Verification;
import dev.backref.indexer.facts.Origin;
import dev.backref.indexer.facts.Verified;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class VerificationRowsTest {
    private static final Digest SUBJECT = digest("subject");
    private static final Digest KNOWN = digest("known");
    private static final int MORE = 7;

    private final KeyValueStore<Bytes, byte[]> store =
            Stores.inMemoryKeyValueStore("verifications").get();
    private final VerificationRows rows = new VerificationRows(store);

    @Test
    void forgetsTheOldestThatHasNoEdgeWhoeverPostsWhatever() {
        put(KNOWN);
        store.put(
                SubjectKeys.merged(SUBJECT, KNOWN, new Location("local", "app")).bytes(), new byte[1]);
        for (int number = 0; number < VerificationRows.MOST_UNATTACHED + MORE - 1; number++) {
            put(digest("nowhere " + number));
        }
        assertThat(count()).isEqualTo(VerificationRows.MOST_UNATTACHED + 1);
        assertThat(rows.of(SUBJECT, KNOWN)).as("of an edge").hasSize(1);
        assertThat(rows.of(SUBJECT, digest("nowhere " + (MORE - 2)))).isEmpty();
        assertThat(rows.of(SUBJECT, digest("nowhere " + (MORE - 1)))).hasSize(1);
    }

    @Test
    void forgetsWhatIsAboutAnEdgeThatIsGoneAsWhatNeverHadOne() {
        Bytes edge =
                SubjectKeys.merged(SUBJECT, KNOWN, new Location("local", "app")).bytes();
        store.put(edge, new byte[1]);
        put(KNOWN);
        store.delete(edge);
        rows.gone(SUBJECT, KNOWN);
        for (int number = 0; number < VerificationRows.MOST_UNATTACHED - 1; number++) {
            put(digest("nowhere " + number));
        }
        assertThat(rows.of(SUBJECT, KNOWN)).hasSize(1);
        put(digest("one more"));
        assertThat(rows.of(SUBJECT, KNOWN)).isEmpty();
    }

    @Test
    void takesNoPlaceTwiceForWhatIsPostedAgain() {
        put(KNOWN);
        for (int time = 0; time < VerificationRows.MOST_UNATTACHED; time++) {
            rows.put(fact(KNOWN, Instant.ofEpochSecond(time + 1)));
        }
        put(digest("another"));
        assertThat(count()).isEqualTo(2);
    }

    /** As where Kafka has forgotten how far it was read. */
    @Test
    void takesNothingTwiceWhereAllIsReadAgain() {
        Verified failed = fact(KNOWN, Instant.EPOCH, Verification.Outcome.FAILED, 1);
        Verified passed = fact(KNOWN, Instant.EPOCH, Verification.Outcome.PASSED, 2);
        Verified later = fact(KNOWN, Instant.EPOCH.plusSeconds(1), Verification.Outcome.PASSED, 3);
        assertThat(rows.put(passed)).isTrue();
        assertThat(rows.put(failed)).isTrue();
        assertThat(rows.put(later)).isTrue();
        assertThat(rows.put(passed)).isFalse();
        assertThat(rows.put(failed)).isFalse();
        assertThat(rows.put(later)).isFalse();
        assertThat(rows.of(SUBJECT, KNOWN)).containsExactly(later.verification());
    }

    @Test
    void takesWhatFailedBeforeWhatPassedAtTheSameTimeInWhateverOrderTheyCome() {
        Verified passed = fact(KNOWN, Instant.EPOCH, Verification.Outcome.PASSED, 2);
        Verified failed = fact(KNOWN, Instant.EPOCH, Verification.Outcome.FAILED, 1);
        assertThat(rows.put(failed)).isTrue();
        assertThat(rows.put(passed)).isFalse();
        assertThat(rows.of(SUBJECT, KNOWN)).containsExactly(failed.verification());
    }

    @Test
    void countsNoTimeThatWasToComeWhenItWasWritten() {
        Verified ahead =
                fact(KNOWN, Instant.ofEpochSecond(300), Verification.Outcome.PASSED, 1, Instant.ofEpochSecond(9));
        Verified next =
                fact(KNOWN, Instant.ofEpochSecond(10), Verification.Outcome.FAILED, 2, Instant.ofEpochSecond(11));
        assertThat(rows.put(ahead)).isTrue();
        assertThat(rows.put(fact(KNOWN, Instant.ofEpochSecond(300), Verification.Outcome.PASSED, 2)))
                .as("the same, written later")
                .isFalse();
        assertThat(rows.put(next)).isTrue();
        assertThat(rows.of(SUBJECT, KNOWN)).containsExactly(next.verification());
    }

    private int count() {
        int[] found = new int[1];
        new Table(store).each(RowKey.of("V"), (key, value) -> ++found[0] > 0);
        return found[0];
    }

    private void put(Digest referrer) {
        assertThat(rows.put(fact(referrer, Instant.EPOCH))).isTrue();
    }

    private static Verified fact(Digest referrer, Instant at) {
        return fact(referrer, at, Verification.Outcome.PASSED, 1);
    }

    private static Verified fact(Digest referrer, Instant at, Verification.Outcome outcome, long offset) {
        return fact(referrer, at, outcome, offset, at);
    }

    private static Verified fact(
            Digest referrer, Instant at, Verification.Outcome outcome, long offset, Instant written) {
        Verification verification = new Verification("gate", "1", outcome, Set.of(), Optional.empty(), "verify", at);
        Origin origin = new Origin(new Cause(Cause.Kind.VERIFICATION, "id"), at, written, "verifications-0@1", 0);
        return new Verified(SUBJECT, referrer, verification, offset, origin);
    }

    private static Digest digest(String text) {
        return Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
