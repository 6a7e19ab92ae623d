package dev.backref.indexer.subject;

import dev.backref.indexer.streams.RowStore;
import dev.backref.indexer.streams.WithStore;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

/** The processors of the index at a subject. Their tables stand at {@link SubjectKeys}. */
public final class SubjectHalf {
    /** The store that lookups read. */
    public static final String STORE = "subjects";

    private SubjectHalf() {}

    /** From what verifiers post to facts. */
    public static ProcessorSupplier<String, byte[], String, byte[]> takeVerification(MeterRegistry meters) {
        return () -> new TakeVerification(meters);
    }

    /**
     * From facts to rows and changes.
     *
     * @param revisions to be told of every change of a row
     */
    public static ProcessorSupplier<String, byte[], String, byte[]> applyFact(
            MeterRegistry meters, Revisions revisions) {
        return new WithStore(() -> new ApplyFact(meters, revisions), RowStore.named(STORE));
    }
}
