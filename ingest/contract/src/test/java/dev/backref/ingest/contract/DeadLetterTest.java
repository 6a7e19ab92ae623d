package dev.backref.ingest.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
    @Test
    void letsNoSenderSayAnythingOfTheRefusal() {
        Headers sent = new RecordHeaders();
        for (String name : new String[] {"dead-letter-replayed", "Dead-Letter-Reason", "authorization", "x-kind"}) {
            sent.add(name, "0@1".getBytes(StandardCharsets.UTF_8));
        }
        DeadLetter.Refusal why = new DeadLetter.Refusal("not-json", "why", "/hooks/local", Instant.EPOCH);
        Headers written = new DeadLetter("local", new byte[0], sent, why).writtenHeaders();
        assertThat(written)
                .extracting(Header::key)
                .containsExactly(
                        "x-kind", "dead-letter-reason", "dead-letter-detail", "dead-letter-origin", "dead-letter-at");
        assertThat(DeadLetter.read("local", new byte[0], written).refusal()).isEqualTo(why);
    }
}
