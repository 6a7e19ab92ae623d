package dev.backref.indexer.subject;

import dev.backref.indexer.streams.RowStore;
import dev.backref.indexer.streams.WithStore;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

/** The processor of the index at a subject. Its tables stand at {@link SubjectKeys}. */
public final class SubjectHalf {
    /** The store that lookups read. */
    public static final String STORE = "subjects";

    private SubjectHalf() {}

    /** From facts to rows and changes. */
    public static ProcessorSupplier<String, byte[], String, byte[]> applyFact(MeterRegistry meters) {
        return new WithStore(() -> new ApplyFact(meters), RowStore.named(STORE));
    }
}
