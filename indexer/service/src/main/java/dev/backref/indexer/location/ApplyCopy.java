package dev.backref.indexer.location;

import dev.backref.indexer.reindex.Copy;
import dev.backref.indexer.reindex.ReindexProgress;
import dev.backref.indexer.streams.Refusals;
import dev.backref.indexer.streams.Sinks;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Source;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Derives anew from copies of observations. A copy counts only for what nobody has looked at since its original, and it is no
 * look: it answers no question, and shows of no webhook that it is missing (RATIONALE, Deriving anew).
 */
final class ApplyCopy implements Processor<String, byte[], String, byte[]> {
    private final MeterRegistry meters;
    private final ReindexProgress progress;
    private ProcessorContext<String, byte[]> context;
    private Refusals refusals;
    private Parts parts;
    private AtLocation location;
    private TroubleRows trouble;

    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else.
    ApplyCopy(MeterRegistry meters, ReindexProgress progress) {
        this.meters = meters;
        this.progress = progress;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> given) {
        KeyValueStore<Bytes, byte[]> store = given.getStateStore(LocationHalf.STORE);
        context = given;
        refusals = new Refusals(given, meters, Sinks.LOCATION_DEAD_LETTERS);
        parts = Parts.around(store, new Outbox(given));
        location = new AtLocation(parts);
        trouble = new TroubleRows(store, parts);
    }

    @Override
    public void close() {
        progress.forget(context.taskId().partition());
    }

    @Override
    public void process(Record<String, byte[]> record) {
        Copy copy;
        try {
            copy = Refusals.keyed(record, () -> Copy.read(record.key(), record.value(), record.headers()));
        } catch (IllegalArgumentException undecodable) {
            refusals.refuse(record, "undecodable-copy", undecodable);
            progress.forget(context.taskId().partition()); // It may have been the last.
            return;
        }
        String result = apply(copy, record);
        progress.applied(context.taskId().partition(), copy);
        meters.counter("backref.index.reindexed", "result", result).increment();
    }

    /** Applies it unless it is of rules that this process does not know, or somebody has looked since, or newer rules were applied. */
    private String apply(Copy copy, Record<String, byte[]> record) {
        Observation observation = copy.observation();
        Source.Manifest source = (Source.Manifest) observation.source();
        Look look = Look.of(copy, Refusals.metadata(context), record.timestamp());
        Optional<ManifestRow> before = parts.rows().manifest(source.location(), source.digest());
        if (observation.rules() > Observation.RULES) {
            return "unknown-rules";
        }
        if (before.filter(row -> row.offset() == copy.original() && row.rules() <= observation.rules())
                .isEmpty()) {
            return "outdated";
        }
        Observation.Manifest found = KnownPayloads.addTo((Observation.Manifest) observation.finding(), before);
        Derived derived = Derived.of(source.digest(), found, observation.rules());
        if (before.filter(row -> row.rules() < observation.rules()).isPresent()) {
            // Other rules may refuse something else; what these refused is among the dead letters.
            derived.refusals().forEach((reason, why) -> refusals.refuse(record, reason, why));
        }
        parts.backlog().begin();
        location.present(source, derived.derivation(), look);
        if (derived.whole()) {
            trouble.readable(source, record.timestamp());
        } else {
            trouble.notReadable(source, record.timestamp());
        }
        return "applied";
    }
}
