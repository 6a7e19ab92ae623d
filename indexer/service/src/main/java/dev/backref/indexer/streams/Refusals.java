package dev.backref.indexer.streams;

import dev.backref.ingest.contract.DeadLetter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.function.Supplier;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts what a processor cannot read aside, as it came, so that the stream goes on. */
public final class Refusals {
    /** Longest detail, in characters: the message of an exception can quote as much as the record holds. */
    private static final int LONGEST_DETAIL = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final ProcessorContext<String, byte[]> context;
    private final MeterRegistry meters;
    private final String sink;

    public Refusals(ProcessorContext<String, byte[]> context, MeterRegistry meters, String sink) {
        this.context = context;
        this.meters = meters;
        this.sink = sink;
    }

    /** Writes a dead letter; its time is that of the record, so that a replay writes the same. */
    public void refuse(Record<String, byte[]> record, String reason, IllegalArgumentException why) {
        String message = String.valueOf(why.getMessage());
        String detail = message.substring(0, Math.min(message.length(), LONGEST_DETAIL));
        DeadLetter letter = new DeadLetter(
                record.key(),
                record.value(),
                record.headers(),
                new DeadLetter.Refusal(reason, detail, origin(context), Instant.ofEpochMilli(record.timestamp())));
        context.forward(record.withHeaders(new RecordHeaders(letter.writtenHeaders())), sink);
        meters.counter("backref.dead.letters", "reason", reason).increment();
        LOG.atWarn()
                .addKeyValue("error", detail)
                .addKeyValue("record", origin(context))
                .log("a record was refused and put among the dead letters");
    }

    /**
     * Reads a record that must have a key.
     *
     * @throws IllegalArgumentException when it has none, or when the reader says what is wrong
     */
    public static <T> T keyed(Record<String, byte[]> record, Supplier<T> reader) {
        if (record.key() == null) {
            throw new IllegalArgumentException("the record has no key");
        }
        return reader.get();
    }

    /**
     * The value of a record that must have one.
     *
     * @throws IllegalArgumentException when it has none
     */
    public static byte[] valued(Record<String, byte[]> record) {
        if (record.value() == null) {
            throw new IllegalArgumentException("the record has no value");
        }
        return record.value();
    }

    /** The record that is being processed, as {@code topic-partition@offset}. */
    public static String origin(ProcessorContext<String, byte[]> context) {
        RecordMetadata metadata = metadata(context);
        return metadata.topic() + "-" + metadata.partition() + "@" + metadata.offset();
    }

    /** Where the record that is being processed stands; only punctuators have none. */
    public static RecordMetadata metadata(ProcessorContext<String, byte[]> context) {
        return context.recordMetadata().orElseThrow(() -> new IllegalStateException("no record is being processed"));
    }
}
