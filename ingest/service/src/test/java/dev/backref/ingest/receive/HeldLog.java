package dev.backref.ingest.receive;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A log whose acknowledgements the test gives, or that gives each at once. */
final class HeldLog implements EventLog {
    private final List<Append> appends = new CopyOnWriteArrayList<>();
    private final boolean stuck;

    record Append(List<ProducerRecord<String, byte[]>> records, CompletableFuture<Void> acknowledged) {}

    private HeldLog(boolean stuck) {
        this.stuck = stuck;
    }

    static HeldLog stuck() {
        return new HeldLog(true);
    }

    static HeldLog willing() {
        return new HeldLog(false);
    }

    @Override
    public CompletionStage<Void> append(List<ProducerRecord<String, byte[]>> records) {
        Append append = new Append(records, new CompletableFuture<>());
        if (!stuck || records.isEmpty()) {
            append.acknowledged().complete(null);
        }
        appends.add(append);
        return append.acknowledged();
    }

    List<Append> appends() {
        return appends;
    }

    List<ProducerRecord<String, byte[]>> records() {
        return appends.stream().flatMap(append -> append.records().stream()).toList();
    }
}
