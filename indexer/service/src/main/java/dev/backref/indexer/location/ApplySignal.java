package dev.backref.indexer.location;

import dev.backref.indexer.contract.RegistryKnowledge.Broken;
import dev.backref.indexer.facts.Enumeration;
import dev.backref.indexer.facts.Lost;
import dev.backref.indexer.facts.SubjectFact.RegistryState;
import dev.backref.indexer.facts.Unlisted;
import dev.backref.indexer.facts.Webhooks;
import dev.backref.indexer.streams.Refusals;
import dev.backref.indexer.streams.Sinks;
import dev.backref.ingest.contract.LocationSignal;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Applies signals: what stands between locations and completeness, and what is known of registries. */
final class ApplySignal implements Processor<String, byte[], String, byte[]> {
    private final MeterRegistry meters;
    private Refusals refusals;
    private RegistryRows registries;
    private WantedRows wanted;
    private TroubleRows trouble;
    private SweepSignals sweeps;
    private RefreshSteps refreshes;

    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else.
    ApplySignal(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        KeyValueStore<Bytes, byte[]> store = context.getStateStore(LocationHalf.STORE);
        refusals = new Refusals(context, meters, Sinks.LOCATION_DEAD_LETTERS);
        Outbox out = new Outbox(context);
        Parts parts = Parts.around(store, out);
        registries = new RegistryRows(store, out);
        wanted = parts.wanted();
        trouble = new TroubleRows(store, parts);
        sweeps = new SweepSignals(parts, trouble, new Absences(store, parts, trouble));
        refreshes = new RefreshSteps(parts);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        LocationSignal signal;
        try {
            signal = Refusals.keyed(record, () -> LocationSignal.read(Refusals.valued(record)));
        } catch (IllegalArgumentException undecodable) {
            refusals.refuse(record, "undecodable-signal", undecodable);
            return;
        }
        if (signal instanceof LocationSignal.SignalsLost lost) {
            registries.lost(new Lost(lost.at(), Broken.SIGNALS_LOST, lost.detail()), record.timestamp());
        } else if (!applyToRegistry(signal, record.timestamp()) && !sweeps.apply(signal, record.timestamp())) {
            applySource(signal, record.timestamp());
        }
    }

    /** Whether the signal is about a registry as a whole. */
    private boolean applyToRegistry(LocationSignal signal, long timestamp) {
        if (signal instanceof LocationSignal.Registry registry) {
            registries.keep(registry.name(), state -> configured(state, registry), timestamp);
        } else if (signal instanceof LocationSignal.Enumerated enumerated) {
            registries.keep(enumerated.name(), state -> state.enumerated(enumeration(enumerated)), timestamp);
        } else if (signal instanceof LocationSignal.EnumerationFailed failed) {
            Unlisted unlisted = new Unlisted(failed.since(), failed.at(), failed.reason(), failed.detail());
            registries.keep(failed.name(), state -> state.with(unlisted), timestamp);
        } else if (signal instanceof LocationSignal.Webhooks told) {
            Webhooks webhooks = new Webhooks(told.since(), told.last(), told.silentAfter());
            registries.keep(told.name(), state -> state.with(webhooks), timestamp);
        } else if (signal instanceof LocationSignal.EventsLost lost) {
            Lost events = new Lost(lost.at(), lost.reason(), lost.detail());
            registries.keep(lost.name(), state -> state.with(events), timestamp);
        } else if (signal instanceof LocationSignal.Examined examined) {
            registries.keep(examined.name(), state -> state.with(examined.examination()), timestamp);
        } else {
            return false;
        }
        return true;
    }

    private void applySource(LocationSignal signal, long timestamp) {
        if (signal instanceof LocationSignal.Unresolved unresolved) {
            refreshes.failed(unresolved.source(), unresolved.reason(), unresolved.at());
            trouble.unresolved(unresolved, timestamp);
            trouble.tell(unresolved.source().location(), timestamp);
        } else if (signal instanceof LocationSignal.Resolved resolved) {
            trouble.resolved(resolved.source());
            trouble.tell(resolved.source().location(), timestamp);
        } else if (signal instanceof LocationSignal.Rejected rejected) {
            refreshes.failed(rejected.source(), rejected.reason(), rejected.at());
            wanted.returned(rejected.source(), rejected.at(), rejected.answers());
            sweeps.refused(rejected.source());
            trouble.rejected(rejected, timestamp);
        } else if (signal instanceof LocationSignal.Asked asked) {
            refreshes.asked(asked);
        } else if (signal instanceof LocationSignal.Unanswered unanswered) {
            unanswered(unanswered);
        }
    }

    private void unanswered(LocationSignal.Unanswered signal) {
        refreshes.failed(signal.source(), signal.reason(), signal.at());
        if (!signal.triedAgain()) {
            wanted.returned(signal.source(), signal.at(), signal.answers());
        }
    }

    /** Once heard from, a registry stays so: its webhooks were set up, and the first time is the one that counts. */
    private static RegistryState configured(RegistryState before, LocationSignal.Registry signal) {
        return before.configured(signal.history(), before.heard().or(signal::heard));
    }

    private static Enumeration enumeration(LocationSignal.Enumerated signal) {
        return new Enumeration(signal.at(), signal.locations(), signal.whole(), signal.basis(), signal.trouble());
    }
}
