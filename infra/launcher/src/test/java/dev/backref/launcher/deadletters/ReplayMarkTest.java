package dev.backref.launcher.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplayMarkTest {
    private static final Place PLACE = new Place(2, 17);

    @Test
    void isReadAsItIsWritten() {
        Headers mark = ReplayMark.record("dead-letters", PLACE).headers();
        assertThat(ReplayMark.of(record(mark, null))).contains(PLACE);
    }

    @Test
    void isNoDeadLetterThatSaysItIsOne() {
        Headers mark = ReplayMark.record("dead-letters", PLACE).headers();
        assertThat(ReplayMark.of(record(mark, new byte[0]))).isEmpty();
        mark.add("dead-letter-reason", "not-json".getBytes(StandardCharsets.UTF_8));
        assertThat(ReplayMark.of(record(mark, null))).isEmpty();
    }

    @SuppressWarnings("NullAway") // Kafka's records are not annotated.
    private static ConsumerRecord<String, byte[]> record(Headers headers, byte @Nullable [] value) {
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>("dead-letters", 2, 18, "key", value);
        headers.forEach(record.headers()::add);
        return record;
    }
}
