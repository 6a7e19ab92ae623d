package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    private final Map<Digest, Set<Digest>> expected = new HashMap<>();

    @Test
    @Timeout(180)
    void announcesEachChangeOnceHoweverItIsKilledAndRebuilt() {
        KillableIndex killable = new KillableIndex(folder);
        writeAndKill(killable);

        Set<String> ids;
        try (RunningIndex index = new RunningIndex(folder)) {
            index.awaitApplied();
            ids = onlyOnce(index.clients().changes());
            assertThat(answers(index)).isEqualTo(expected);
        }

        killable.deleteState();
        try (RunningIndex rebuilt = new RunningIndex(folder)) {
            rebuilt.awaitApplied();
            assertThat(answers(rebuilt)).isEqualTo(expected);
            assertThat(onlyOnce(rebuilt.clients().changes())).isEqualTo(ids);
        }
    }

    /** Writes observations while the process that works them off is killed in the middle, again and again. */
    private void writeAndKill(KillableIndex killable) {
        try (killable;
                IndexClients clients = new IndexClients(killable.start());
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
                    killable.kill();
                    killable.start();
                }
            }
            clients.flush();
            killable.kill();
        }
    }

    private void observe(IndexClients clients, int number) {
        SampleManifest subject = image("subject " + number % SUBJECTS);
        SampleManifest manifest = referrer(subject, "application/x", "referrer " + number);
        expected.computeIfAbsent(subject.digest(), key -> new HashSet<>()).add(manifest.digest());
        clients.push(new Location("fresh", "app" + number % LOCATIONS), manifest);
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
}
