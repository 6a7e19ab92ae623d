package dev.backref.indexer.streams;

import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/** A supplier of processors that brings their store along; those that share a store share the builder. */
public record WithStore(ProcessorSupplier<String, byte[], String, byte[]> processor, StoreBuilder<?> store)
        implements ProcessorSupplier<String, byte[], String, byte[]> {
    @Override
    public Processor<String, byte[], String, byte[]> get() {
        return processor.get();
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(store);
    }
}
