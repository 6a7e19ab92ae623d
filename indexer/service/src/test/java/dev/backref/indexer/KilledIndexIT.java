package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.referrer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class KilledIndexIT {
    private static final int OBSERVATIONS = 600;
    private static final int ROUNDS = 2;
    private static final int SUBJECTS = 10;
    private static final int LOCATIONS = 8;

    @TempDir
    Path folder;

    private Optional<Process> process = Optional.empty();
    private final Map<Digest, Set<Digest>> expected = new HashMap<>();

    @AfterEach
    void killWhatIsLeft() {
        process.ifPresent(Process::destroyForcibly);
    }

    @Test
    @Timeout(180)
    void announcesEachChangeOnceHoweverItIsKilledAndRebuilt() throws IOException, InterruptedException {
        writeAndKill();

        Set<String> ids;
        try (RunningIndex index = new RunningIndex(folder)) {
            index.awaitApplied();
            ids = onlyOnce(changes(index));
            assertThat(answers(index)).isEqualTo(expected);
        }

        delete(folder.resolve("state"));
        try (RunningIndex rebuilt = new RunningIndex(folder)) {
            rebuilt.awaitApplied();
            assertThat(answers(rebuilt)).isEqualTo(expected);
            assertThat(onlyOnce(changes(rebuilt))).isEqualTo(ids);
        }
    }

    /** Writes observations while the process that works them off is killed in the middle, again and again. */
    private void writeAndKill() throws IOException, InterruptedException {
        String bootstrap = startProcess();
        try (IndexClients clients = new IndexClients(bootstrap);
                TopicReader changes = clients.reader(IndexTopics.CHANGES)) {
            int seen = 0;
            for (int round = 1; round <= ROUNDS; round++) {
                int until = OBSERVATIONS * round / ROUNDS;
                for (int i = OBSERVATIONS * (round - 1) / ROUNDS; i < until; i++) {
                    observe(clients, i);
                }
                // Some of this round's are through, others are not.
                while (seen < until - OBSERVATIONS / ROUNDS / 2) {
                    seen += changes.poll().size();
                }
                if (round < ROUNDS) {
                    kill();
                    startProcess();
                }
            }
            clients.flush();
            kill();
        }
    }

    private void observe(IndexClients clients, int number) {
        SampleManifest subject = image("subject " + number % SUBJECTS);
        SampleManifest manifest = referrer(subject, "application/x", "referrer " + number);
        expected.computeIfAbsent(subject.digest(), key -> new HashSet<>()).add(manifest.digest());
        Source source = new Source.Manifest(new Location("fresh", "app" + number % LOCATIONS), manifest.digest());
        Instant now = Instant.now();
        clients.observe(Observation.of(
                source,
                new Observation.Manifest(manifest.bytes(), manifest.mediaType()),
                now,
                RegistryEvent.wanted(source, new Cause(Cause.Kind.PUSH, "delivery-" + number), now)));
    }

    private static List<Change> changes(RunningIndex index) {
        return index.clients().values(IndexTopics.CHANGES).stream()
                .map(Change::read)
                .toList();
    }

    private static Set<String> onlyOnce(List<Change> changes) {
        assertThat(changes).hasSize(OBSERVATIONS).extracting(Change::type).containsOnly(Change.Type.ADDED);
        assertThat(changes)
                .extracting(change -> change.data().referrer().digest())
                .doesNotHaveDuplicates();
        Set<String> ids = new HashSet<>();
        changes.forEach(change -> ids.add(change.id()));
        assertThat(ids).hasSize(OBSERVATIONS);
        return ids;
    }

    private Map<Digest, Set<Digest>> answers(RunningIndex index) {
        Map<Digest, Set<Digest>> answers = new HashMap<>();
        SubjectQuery.Filter all = new SubjectQuery.Filter(Set.of(), Optional.empty(), Optional.empty());
        for (Digest subject : expected.keySet()) {
            SubjectAnswer answer = SimulatedIngest.get(index.lookups()
                    .subject(new SubjectQuery(subject, all, Optional.empty(), OBSERVATIONS, SimulatedIngest.ask())));
            Set<Digest> referrers = new HashSet<>();
            answer.referrers()
                    .forEach(referrer -> referrers.add(referrer.descriptor().digest()));
            answers.put(subject, referrers);
        }
        return answers;
    }

    private String startProcess() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                IndexUntilKilled.class.getName(),
                folder.toString()));
        Process started = new ProcessBuilder(command)
                .redirectError(folder.resolve("process.log").toFile())
                .start();
        process = Optional.of(started);
        BufferedReader said = started.inputReader(UTF_8);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(IndexUntilKilled.RUNNING)) {
                return line.substring(IndexUntilKilled.RUNNING.length() + 1);
            }
        }
        throw new AssertionError("the process ended: " + Files.readString(folder.resolve("process.log")));
    }

    private void kill() throws InterruptedException {
        process.orElseThrow().destroyForcibly().waitFor();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(KilledIndexIT::deleteOne);
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.delete(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
