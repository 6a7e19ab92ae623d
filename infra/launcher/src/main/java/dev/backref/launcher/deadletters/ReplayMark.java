package dev.backref.launcher.deadletters;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** That a dead letter was replayed: a record beside it, in its topic and partition, because no record can be changed. */
final class ReplayMark {
    private static final String HEADER = "dead-letter-replayed";

    private ReplayMark() {}

    static ProducerRecord<String, byte @Nullable []> record(String topic, Place place) {
        ProducerRecord<String, byte @Nullable []> mark =
                new ProducerRecord<>(topic, place.partition(), place.toString(), null);
        mark.headers().add(HEADER, place.toString().getBytes(StandardCharsets.UTF_8));
        return mark;
    }

    /** Which dead letter a record marks; absent where it marks none, as one that is a dead letter itself. */
    static Optional<Place> of(ConsumerRecord<String, byte[]> record) {
        Header header = record.headers().lastHeader(HEADER);
        boolean letter = record.value() != null || record.headers().lastHeader("dead-letter-reason") != null;
        try {
            return letter || header == null || header.value() == null
                    ? Optional.empty()
                    : Optional.of(Place.parse(new String(header.value(), StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException other) {
            return Optional.empty();
        }
    }
}
