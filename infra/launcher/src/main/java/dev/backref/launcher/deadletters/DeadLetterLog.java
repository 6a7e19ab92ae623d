package dev.backref.launcher.deadletters;

import dev.backref.ingest.contract.DeadLetter;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.KafkaCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The topic of dead letters, read from its beginning to its end as that is when it is opened. */
public final class DeadLetterLog implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String topic;
    private final KafkaConsumer<String, byte[]> reader;
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, Long> ends;

    /**
     * Opens the topic, which must be there.
     *
     * @throws KafkaException when the broker does not answer
     */
    public DeadLetterLog(KafkaCluster cluster) {
        this.topic = cluster.name(IngestTopics.DEAD_LETTERS);
        this.reader = new KafkaConsumer<>(
                cluster.consumer("backref-dead-letters"), new StringDeserializer(), new ByteArrayDeserializer());
        this.partitions = reader.partitionsFor(topic).stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList();
        reader.assign(partitions);
        this.ends = reader.endOffsets(partitions);
    }

    /** The whole name of where a dead letter stands. */
    public String name(Place place) {
        return topic + "-" + place;
    }

    /** All of them in the order of their places, without their bodies. */
    public List<Letter> letters() {
        Set<Place> replayed = new HashSet<>();
        List<Letter> letters = new ArrayList<>();
        read(record -> ReplayMark.of(record).ifPresent(replayed::add));
        each((place, letter) -> letters.add(Letter.of(place, letter, replayed.contains(place))));
        letters.sort((one, other) -> one.place().compareTo(other.place()));
        return letters;
    }

    /** Gives each, with its body; what is no dead letter is passed over. */
    public void each(BiConsumer<Place, DeadLetter> taker) {
        read(record -> letter(record).ifPresent(letter -> taker.accept(place(record), letter)));
    }

    private static Place place(ConsumerRecord<String, byte[]> record) {
        return new Place(record.partition(), record.offset());
    }

    private static Optional<DeadLetter> letter(ConsumerRecord<String, byte[]> record) {
        try {
            return ReplayMark.of(record).isPresent()
                    ? Optional.empty()
                    : Optional.of(DeadLetter.read(record.key(), record.value(), record.headers()));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private void read(Consumer<ConsumerRecord<String, byte[]>> taker) {
        reader.seekToBeginning(partitions);
        long moved = System.nanoTime();
        while (!isOver()) {
            var records = reader.poll(POLL);
            if (!records.isEmpty()) {
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > PATIENCE.toNanos()) {
                throw new KafkaException("the broker gives no dead letters");
            }
            records.forEach(record -> {
                if (record.offset() < end(new TopicPartition(record.topic(), record.partition()))) {
                    taker.accept(record);
                }
            });
        }
    }

    private boolean isOver() {
        return partitions.stream().allMatch(each -> reader.position(each) >= end(each));
    }

    private long end(TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }

    @Override
    public void close() {
        reader.close();
    }
}
