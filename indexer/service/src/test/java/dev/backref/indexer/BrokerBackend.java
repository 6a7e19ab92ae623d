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

/** The index as it runs, on a real broker with four partitions of each topic. */
public final class BrokerBackend extends SimulatedIngest {
    private final RunningIndex index;
    private final IndexClients clients;
    private final TopicReader wanted;
    private final TopicReader changes;
    private final List<Change> announced = new ArrayList<>();

    private BrokerBackend(RunningIndex index) {
        this.index = index;
        clients = index.clients();
        wanted = clients.reader(IngestTopics.WANTED);
        changes = clients.reader(IndexTopics.CHANGES);
        configure();
    }

    /** On a broker of its own in this process; both keep their data in the folder. */
    static BrokerBackend embedded(Path folder) {
        return new BrokerBackend(new RunningIndex(folder));
    }

    /** On a broker that runs and has none of its topics yet; the index keeps its stores in the folder. */
    public static BrokerBackend on(String bootstrap, Path folder) {
        return new BrokerBackend(new RunningIndex(bootstrap, folder));
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
