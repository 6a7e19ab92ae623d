package dev.backref.indexer.reindex;

import dev.backref.indexer.contract.IndexTopics;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Observation;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A copy of an observation of a manifest, to be derived anew: a record of {@code reindex}.
 *
 * @param observation with the rules and the cause of now
 * @param original the offset at which the original stands in its own topic
 * @param until the offset behind the last original of that partition which is copied in the same run, as far as is known: with
 *     it whoever applies the copy can tell how much is left
 */
public record Copy(Observation observation, long original, long until) {
    private static final String ORIGINAL = "offset";
    private static final String UNTIL = "until";

    /** How many offsets are left behind it. */
    public long left() {
        return Math.max(0, until - original - 1);
    }

    /** The same, of which is known that it is the last of its partition. */
    Copy last() {
        return new Copy(observation, original, original + 1);
    }

    /** The record to write. */
    public ProducerRecord<String, byte[]> toRecord(KafkaCluster cluster) {
        ProducerRecord<String, byte[]> record =
                observation.toRecord(IndexTopics.REINDEX, cluster.topicPrefix(), cluster.partitions());
        put(record.headers(), ORIGINAL, original);
        put(record.headers(), UNTIL, until);
        return record;
    }

    /**
     * Reads a record of {@code reindex}.
     *
     * @throws IllegalArgumentException naming the part that is wrong
     */
    public static Copy read(String key, byte @Nullable [] value, Headers headers) {
        Observation observation = Observation.read(key, value, headers);
        if (!(observation.finding() instanceof Observation.Manifest)) {
            throw new IllegalArgumentException("not a copy of a manifest: \"" + key + "\"");
        }
        return new Copy(observation, number(headers, ORIGINAL), number(headers, UNTIL));
    }

    private static void put(Headers headers, String name, long number) {
        headers.add(name, Long.toString(number).getBytes(StandardCharsets.UTF_8));
    }

    private static long number(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        String text =
                header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException malformed) {
            throw new IllegalArgumentException("header \"" + name + "\" is no number: \"" + text + "\"", malformed);
        }
    }
}
