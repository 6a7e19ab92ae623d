package dev.backref.benchmarks;

import dev.backref.benchmarks.Appending.Volume;
import dev.backref.indexer.Index;
import dev.backref.ingest.contract.KafkaCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Observations indexed in exactly-once transactions, beside a topology that appends as many records and bytes for each and
 * does nothing else; and the stores restored, beside a consumer that reads the same changelogs.
 */
final class Indexing implements Benchmark {
    private static final int EDGES = 1_000_000;
    private static final int TURNS = 5;
    private static final int PER_SUBJECT = 10;
    private static final int LOCATIONS = 40;

    /**
     * The same observations, indexed and then only appended.
     *
     * @param indexing seconds
     * @param appending seconds
     */
    private record Turn(double indexing, double appending) {
        double ratio() {
            return appending / indexing;
        }
    }

    @Override
    public List<Row> run(Path folder, Scale scale) throws InterruptedException, ExecutionException {
        int edges = scale.of(EDGES);
        int chunk = edges / TURNS;
        try (Rig rig = new Rig(folder)) {
            List<Turn> turns = new ArrayList<>();
            Volume volume;
            Index running = rig.startIndex(0);
            try {
                index(rig, 0, chunk); // Warms up, and shows what the index writes.
                volume = Written.by(rig).of(chunk);
                try (Appending appending = Appending.start(rig, folder, volume)) {
                    append(rig, appending, 0, chunk);
                    for (int turn = 1; turn < TURNS; turn++) {
                        turns.add(
                                new Turn(index(rig, turn * chunk, chunk), append(rig, appending, turn * chunk, chunk)));
                    }
                }
            } finally {
                running.close();
            }
            return List.of(indexed(turns, chunk, volume), restored(rig, edges));
        }
    }

    private static Row indexed(List<Turn> turns, int chunk, Volume volume) {
        return new Row(
                "observations indexed",
                rate(chunk / Turns.median(turns, Turn::indexing)),
                "append %d records of %d bytes for each: ".formatted(volume.each(), volume.bytes())
                        + rate(chunk / Turns.median(turns, Turn::appending)),
                Turns.median(turns, Turn::ratio),
                new Goal.AtLeast(0.5));
    }

    /** Without its stores, as a new process starts. */
    private static Row restored(Rig rig, int edges) throws InterruptedException, ExecutionException {
        Folder.delete(rig.state());
        double reading = read(rig, Written.by(rig).changelogs());
        long began = System.nanoTime();
        Index index = rig.startIndex(0);
        double restoring = seconds(began);
        index.close();
        return new Row(
                "%,d edges restored".formatted(edges),
                seconds(restoring),
                "a consumer reads the changelogs: " + seconds(reading),
                restoring / reading,
                new Goal.None());
    }

    /** Seconds until so many observations are indexed and committed. */
    private static double index(Rig rig, int from, int count) throws InterruptedException, ExecutionException {
        long began = System.nanoTime();
        send(rig, rig.cluster(), from, count);
        rig.awaitIndexed();
        return seconds(began);
    }

    private static double append(Rig rig, Appending appending, int from, int count)
            throws InterruptedException, ExecutionException {
        long began = System.nanoTime();
        send(rig, appending.cluster(), from, count);
        appending.await(rig);
        return seconds(began);
    }

    private static void send(Rig rig, KafkaCluster to, int from, int count) {
        for (int number = from; number < from + count; number++) {
            byte[] manifest =
                    Corpus.referrer(Corpus.subject("s" + number / PER_SUBJECT), "application/spdx+json", "n" + number);
            rig.send(Corpus.found(Corpus.location(number % LOCATIONS), manifest)
                    .toRecord(to.topicPrefix(), Rig.PARTITIONS));
        }
        rig.flush();
    }

    /** What the index wrote, changelogs included. */
    private record Written(long records, long bytes, List<String> changelogs) {
        private static final int BROKER = 1;

        static Written by(Rig rig) throws InterruptedException, ExecutionException {
            List<String> changelogs = rig.admin().listTopics().names().get().stream()
                    .filter(name -> name.endsWith("-changelog"))
                    .toList();
            List<String> all = Stream.concat(changelogs.stream(), Stream.of("backref.subject-facts", "backref.changes"))
                    .toList();
            long records = 0;
            for (String topic : all) {
                records += rig.records(topic);
            }
            long bytes = rig.admin().describeLogDirs(List.of(BROKER)).allDescriptions().get().values().stream()
                    .flatMap(folders -> folders.values().stream())
                    .flatMap(log -> log.replicaInfos().entrySet().stream())
                    .filter(replica -> all.contains(replica.getKey().topic()))
                    .mapToLong(replica -> replica.getValue().size())
                    .sum();
            return new Written(records, bytes, changelogs);
        }

        Volume of(int observations) {
            return new Volume(Math.round((float) records / observations), (int) (bytes / Math.max(1, records)));
        }
    }

    /** Seconds that it takes to read these topics. */
    private static double read(Rig rig, List<String> topics) {
        long began = System.nanoTime();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                rig.cluster().consumer("read"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = topics.stream()
                    .flatMap(topic ->
                            IntStream.range(0, Rig.PARTITIONS).mapToObj(number -> new TopicPartition(topic, number)))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                consumer.poll(Duration.ofMillis(100));
            }
        }
        return seconds(began);
    }

    private static String rate(double perSecond) {
        return String.format(Locale.ROOT, "%.0f/s", perSecond);
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.1f s", seconds);
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }
}
