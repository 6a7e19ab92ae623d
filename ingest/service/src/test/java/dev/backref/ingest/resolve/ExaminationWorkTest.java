package dev.backref.ingest.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Examination;
import dev.backref.ingest.contract.ExaminationRequest;
import dev.backref.ingest.contract.Finding;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.LocationSignal.Examined;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExaminationWorkTest {
    private static final List<Finding> FOUND = List.of(new Finding("digest", Finding.Status.OK, "good"));

    private final OneRegistry hub = new OneRegistry();
    private final Batch batch = new Batch();

    @Test
    void makesOneAtATimeAndOneMoreForThoseWhoAskedMeanwhile() {
        ExaminationWork work = hub.work().examinations();
        assertThat(work.begins(Samples.T0)).isFalse();
        work.asked(request("1", Samples.T0), batch);
        assertThat(work.begins(Samples.T0)).isTrue();
        work.asked(request("2", Samples.T0), batch);
        work.asked(request("3", Samples.T0), batch);
        assertThat(work.begins(Samples.T0)).isFalse();

        work.ended(FOUND, batch);
        assertThat(work.begins(Samples.T0.plusSeconds(1))).isTrue();
        work.ended(FOUND, batch);
        assertThat(work.begins(Samples.T0)).isFalse();
        assertThat(batch.signals())
                .containsExactly(
                        new Examined("hub", new Examination("1", Samples.T0, FOUND)),
                        new Examined("hub", new Examination("3", Samples.T0.plusSeconds(1), FOUND)));
    }

    @Test
    void isNeverOlderThanTheRequestThatItAnswers() {
        Instant ahead = Samples.T0.plusSeconds(30);
        hub.work().examinations().asked(request("1", ahead), batch);
        assertThat(hub.work().examinations().begins(Samples.T0)).isTrue();
        hub.work().examinations().ended(FOUND, batch);
        assertThat(batch.signals()).containsExactly(new Examined("hub", new Examination("1", ahead, FOUND)));
    }

    @Test
    void beginsAnewWhatAnEarlierOwnerDidNotEnd() {
        ExaminationWork before = hub.work().examinations();
        before.asked(request("1", Samples.T0), batch);
        assertThat(batch.changedKeys()).containsExactly("hub");
        assertThat(before.begins(Samples.T0)).isTrue();
        byte[] row = hub.work().change("hub").orElseThrow().value();

        OneRegistry next = new OneRegistry();
        next.work().restore("hub", Json.read(row == null ? new byte[0] : row, Row.class), Samples.T0);
        assertThat(next.work().examinations().begins(Samples.T0)).isTrue();

        before.ended(FOUND, batch);
        assertThat(hub.work().change("hub").orElseThrow().value())
                .as("nothing is left")
                .isNull();
    }

    private static ExaminationRequest request(String id, Instant at) {
        return new ExaminationRequest("hub", id, at);
    }
}
