package dev.backref.indexer.location;

import dev.backref.indexer.facts.SubjectFact;
import dev.backref.indexer.streams.Sinks;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.RegistryEvent;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Where the location half writes to. */
final class Outbox {
    private final ProcessorContext<String, byte[]> context;

    Outbox(ProcessorContext<String, byte[]> context) {
        this.context = context;
    }

    /** Tells the subject half; the broker gives the fact its time. */
    void tell(SubjectFact fact, long timestamp) {
        context.forward(new Record<>(fact.key(), fact.toJson(), timestamp), Sinks.SUBJECT_FACTS);
    }

    /** Asks the resolver to look. */
    void want(RegistryEvent event) {
        context.forward(
                new Record<>(event.source().key(), Json.write(event), event.at().toEpochMilli()), Sinks.WANTED);
    }
}
