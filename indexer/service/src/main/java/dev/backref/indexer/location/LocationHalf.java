package dev.backref.indexer.location;

import dev.backref.indexer.reindex.ReindexProgress;
import dev.backref.indexer.streams.RowStore;
import dev.backref.indexer.streams.WithStore;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** The processors of the index at a location. They share a store, whose tables stand at the classes that own them. */
public final class LocationHalf {
    static final String STORE = "locations";

    private final MeterRegistry meters;
    private final ReindexProgress reindex;
    private final StoreBuilder<KeyValueStore<Bytes, byte[]>> store = RowStore.named(STORE);

    /**
     * @param reindex to be told how far copies are applied
     */
    public LocationHalf(MeterRegistry meters, ReindexProgress reindex) {
        this.meters = meters;
        this.reindex = reindex;
    }

    /** From observations to facts and wanted sources. */
    public ProcessorSupplier<String, byte[], String, byte[]> applyObservation() {
        return new WithStore(() -> new ApplyObservation(meters), store);
    }

    /** From copies of observations to facts and wanted sources, by the rules of by now. */
    public ProcessorSupplier<String, byte[], String, byte[]> applyCopy() {
        return new WithStore(() -> new ApplyCopy(meters, reindex), store);
    }

    /** From signals to facts. */
    public ProcessorSupplier<String, byte[], String, byte[]> applySignal() {
        return new WithStore(() -> new ApplySignal(meters), store);
    }
}
