package dev.backref.indexer;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The topology in one thread and one partition. Its clock advances by a second whenever it is looked at. */
final class TopologyTestDriverBackend extends SimulatedIngest {
    private static final Duration BETWEEN_LOOK_AND_APPEND = Duration.ofMillis(100);

    private final TestedTopology topology = new TestedTopology();
    private final List<Change> changes = new ArrayList<>();
    private Instant now = Topologies.BEGIN;

    TopologyTestDriverBackend() {
        configure();
    }

    @Override
    void observe(Observation observation) {
        topology.observe(observation, observation.observed().plus(BETWEEN_LOOK_AND_APPEND));
    }

    @Override
    public void signal(LocationSignal signal) {
        topology.signal(signal, now());
    }

    @Override
    List<RegistryEvent> takeWanted() {
        return topology.takeWanted();
    }

    @Override
    void settle() {
        do {
            topology.step();
        } while (answerWanted());
    }

    @Override
    SubjectIndex lookups() {
        return topology.lookups();
    }

    SubjectIndex remembered() {
        return topology.remembered();
    }

    @Override
    List<Change> allChanges() {
        changes.addAll(topology.takeChanges());
        return changes;
    }

    @Override
    Instant now() {
        now = now.plusSeconds(1);
        return now;
    }

    @Override
    public void close() {
        topology.close();
    }
}
