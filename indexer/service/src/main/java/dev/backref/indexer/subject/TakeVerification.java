package dev.backref.indexer.subject;

import dev.backref.indexer.contract.PostedVerification;
import dev.backref.indexer.facts.Origin;
import dev.backref.indexer.facts.Verified;
import dev.backref.indexer.streams.Refusals;
import dev.backref.indexer.streams.Sinks;
import dev.backref.ingest.contract.Cause;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Tells what verifiers post the way of all facts: the index at a subject has one input, whose order decides, and whose positions
 * lookups and changes have.
 */
final class TakeVerification implements Processor<String, byte[], String, byte[]> {
    /** It follows from no rules. */
    private static final int NO_RULES = 0;

    private final MeterRegistry meters;
    private ProcessorContext<String, byte[]> context;
    private Refusals refusals;

    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else.
    TakeVerification(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> given) {
        context = given;
        refusals = new Refusals(given, meters, Sinks.VERIFICATION_DEAD_LETTERS);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        PostedVerification posted;
        try {
            posted = PostedVerification.read(Refusals.valued(record));
        } catch (IllegalArgumentException undecodable) {
            refusals.refuse(record, "undecodable-verification", undecodable);
            return;
        }
        Origin origin = new Origin(
                new Cause(Cause.Kind.VERIFICATION, posted.id()),
                posted.verification().time(),
                Instant.ofEpochMilli(record.timestamp()),
                Refusals.origin(context),
                NO_RULES);
        long offset = Refusals.metadata(context).offset();
        Verified fact = new Verified(posted.subject(), posted.referrer(), posted.verification(), offset, origin);
        context.forward(
                new Record<>(fact.key(), fact.toJson(), record.timestamp(), new RecordHeaders()), Sinks.VERIFIED_FACTS);
    }
}
