package dev.backref.ingest.contract;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Something that was refused, kept as it came: a record of {@code dead-letters}. Its own headers stay, without anything
 * that proves who sent it.
 *
 * @param key with which it came: a record's key, or the registry whose hook took it
 * @param value byte for byte
 * @param headers with which it came
 * @param refusal why, by whom and when
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere, and written once.
public record DeadLetter(@Nullable String key, byte @Nullable [] value, Headers headers, Refusal refusal) {
    /** The header that says where it came from, in lower case; every dead letter has it. */
    public static final String ORIGIN = "dead-letter-origin";

    /** Begins what is said of the refusal. No sender says anything of that. */
    private static final String OWN = "dead-letter-";

    private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie", "proxy-authorization");

    /**
     * @param reason a word that metrics can count
     * @param detail for a human: the field that is wrong, its value quoted
     * @param origin where it came from: {@code topic-partition@offset}, or the hook's path without its query
     */
    public record Refusal(String reason, String detail, String origin, Instant at) {}

    /**
     * Reads a record that {@link #toRecord} wrote. Of several refusals the last one counts, and none stays in the headers.
     *
     * @throws IllegalArgumentException naming the header that is missing or wrong
     */
    public static DeadLetter read(@Nullable String key, byte @Nullable [] value, Headers headers) {
        HeaderText text = new HeaderText(headers);
        Refusal refusal = new Refusal(
                text.get("dead-letter-reason"),
                text.get("dead-letter-detail"),
                text.get(ORIGIN),
                text.time("dead-letter-at"));
        Headers own = new RecordHeaders();
        for (Header header : headers) {
            if (!isOwn(header)) {
                own.add(header);
            }
        }
        return new DeadLetter(key, value, own, refusal);
    }

    /** The record to write; Kafka chooses the partition, because a dead letter's key can be anything. */
    public ProducerRecord<@Nullable String, byte @Nullable []> toRecord(String prefix) {
        return new ProducerRecord<>(IngestTopics.DEAD_LETTERS.in(prefix), null, null, key, value, writtenHeaders());
    }

    private static boolean isOwn(Header header) {
        return header.key().toLowerCase(Locale.ROOT).startsWith(OWN);
    }

    /** The headers of {@link #toRecord}: those with which it came, and the refusal alone under its names. */
    public Headers writtenHeaders() {
        Headers written = new RecordHeaders();
        for (Header header : headers) {
            if (!isOwn(header) && !CREDENTIALS.contains(header.key().toLowerCase(Locale.ROOT))) {
                written.add(header);
            }
        }
        HeaderText text = new HeaderText(written);
        text.put("dead-letter-reason", refusal.reason());
        text.put("dead-letter-detail", refusal.detail());
        text.put(ORIGIN, refusal.origin());
        text.put("dead-letter-at", refusal.at().toString());
        return written;
    }
}
