package dev.backref.indexer;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The index as it runs, on a real broker with four partitions. */
final class EmbeddedBrokerBackend extends SimulatedIngest {
    private final RunningIndex index;
    private final IndexClients clients;
    private final TopicReader wanted;
    private final TopicReader changes;
    private final List<Change> announced = new ArrayList<>();

    EmbeddedBrokerBackend(Path folder) {
        index = new RunningIndex(folder);
        clients = index.clients();
        wanted = clients.reader(IngestTopics.WANTED);
        changes = clients.reader(IndexTopics.CHANGES);
        configure();
    }

    @Override
    void observe(Observation observation) {
        clients.observe(observation);
    }

    @Override
    public void signal(LocationSignal signal) {
        clients.signal(signal);
    }

    @Override
    List<RegistryEvent> takeWanted() {
        return wanted.readToEnd(clients.admin()).stream()
                .map(record -> Json.read(record.value(), RegistryEvent.class))
                .toList();
    }

    @Override
    void settle() {
        do {
            clients.flush();
            index.awaitApplied();
        } while (answerWanted());
    }

    @Override
    SubjectIndex lookups() {
        return index.lookups();
    }

    @Override
    List<Change> allChanges() {
        changes.readToEnd(clients.admin()).forEach(record -> announced.add(Change.read(record.value())));
        return announced;
    }

    @Override
    Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public void close() {
        wanted.close();
        changes.close();
        index.close();
    }
}
