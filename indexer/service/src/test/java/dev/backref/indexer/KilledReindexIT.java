package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.reindex.Standing;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A reindex in the middle of which the index is killed. */
class KilledReindexIT {
    /** So many that the command waits for the index in between. */
    private static final int REFERRERS = 600;

    private static final int SUBJECTS = 10;
    private static final int LOCATIONS = 8;
    private static final String OWN_TYPE = "application/x.of-ours";
    private static final Optional<String> TABLE = Optional.of("{\"types\":{\"" + OWN_TYPE + "\":[\"review\"]}}");

    @TempDir
    Path folder;

    /**
     * What is known of a subject.
     *
     * @param referrers but not when the index last learnt something of them
     * @param byAge those at one location, in the order in which they were first seen
     */
    private record Known(List<Referrer> referrers, List<Descriptor> byAge) {
        /** The same, where all are of that kind. */
        Known of(Kind kind) {
            return new Known(referrers.stream().map(each -> of(kind, each)).toList(), byAge);
        }

        private static Referrer of(Kind kind, Referrer each) {
            return new Referrer(each.descriptor(), Set.of(kind), each.evidence(), each.locations());
        }
    }

    private int kills;

    @Test
    @Timeout(180)
    void endsAsIfNobodyHadKilledTheIndexWhateverItHasKept() {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder.resolve("broker")));
                IndexClients clients = new IndexClients(kafka.bootstrap());
                KillableIndex killable = new KillableIndex(folder)) {
            Map<Digest, Known> before;
            try (RunningIndex index = new RunningIndex(kafka.bootstrap(), folder)) {
                push(clients);
                index.awaitApplied();
                before = answers(index);
            }
            killable.start(kafka.bootstrap());
            Reindex reindex = new Reindex(RunningIndex.cluster(kafka.bootstrap()));
            Standing ended = reindex.run(TABLE, now -> kill(killable, clients, now));
            killable.kill();
            assertThat(kills).isEqualTo(2);
            assertThat(ended.done()).isEqualTo(ended.copied()).isEqualTo(REFERRERS);

            try (RunningIndex index = new RunningIndex(kafka.bootstrap(), folder)) {
                index.awaitApplied();
                before.replaceAll((subject, known) -> known.of(Kind.REVIEW));
                assertThat(answers(index)).isEqualTo(before);
                assertEachOnce(index.clients().changes(), before, reindex.cause());
                new Reindex(RunningIndex.cluster(kafka.bootstrap())).run(TABLE, now -> {});
                index.awaitApplied();
                assertThat(index.clients().changes()).hasSize(2 * REFERRERS);
            }
        }
    }

    /** The index is killed in the middle of the copies, and later once more, and what it has kept is lost. */
    private void kill(KillableIndex killable, IndexClients clients, Standing now) {
        if (kills < 2 && now.done() < now.copied() && clients.awaitUncommitted()) {
            killable.kill();
            if (++kills == 2) {
                killable.deleteState();
            }
            killable.start(clients.bootstrap());
        }
    }

    private static void push(IndexClients clients) {
        for (int i = 0; i < REFERRERS; i++) {
            SampleManifest each = referrer(image("subject " + i % SUBJECTS), OWN_TYPE, "referrer " + i);
            clients.push(at(i), each);
        }
        clients.flush();
    }

    private static void assertEachOnce(List<Change> changes, Map<Digest, Known> all, Cause reindex) {
        List<Digest> referrers = all.values().stream()
                .flatMap(known -> known.referrers().stream())
                .map(each -> each.descriptor().digest())
                .toList();
        assertThat(referrers).hasSize(REFERRERS);
        assertThat(changes).extracting(Change::id).doesNotHaveDuplicates();
        for (Change.Type type : List.of(Change.Type.ADDED, Change.Type.UPDATED)) {
            assertThat(changes.stream().filter(change -> change.type() == type))
                    .extracting(change -> change.data().referrer().digest())
                    .containsExactlyInAnyOrderElementsOf(referrers);
        }
        assertThat(changes.stream().filter(change -> change.data().cause().equals(Optional.of(reindex))))
                .hasSize(REFERRERS)
                .allMatch(change -> change.type() == Change.Type.UPDATED);
    }

    private static Map<Digest, Known> answers(RunningIndex index) {
        Map<Digest, Known> answers = new HashMap<>();
        SubjectQuery.Filter all = new SubjectQuery.Filter(Set.of(), Optional.empty(), Optional.empty());
        for (int i = 0; i < SUBJECTS; i++) {
            Digest subject = image("subject " + i).digest();
            SubjectQuery merged = new SubjectQuery(subject, all, Optional.empty(), REFERRERS, SimulatedIngest.ask());
            LocationQuery listed =
                    new LocationQuery(at(i), subject, Set.of(), Optional.empty(), 1_000_000, SimulatedIngest.ask());
            answers.put(
                    subject,
                    new Known(
                            SimulatedIngest.get(index.lookups().subject(merged)).referrers().stream()
                                    .map(KilledReindexIT::untimed)
                                    .toList(),
                            Listed.in(SimulatedIngest.get(index.lookups().referrers(listed)))));
        }
        return answers;
    }

    private static Referrer untimed(Referrer referrer) {
        List<Referrer.At> locations = referrer.locations().stream()
                .map(at -> new Referrer.At(at.location(), at.forms(), at.lapsed(), at.observed(), Instant.EPOCH))
                .toList();
        return new Referrer(referrer.descriptor(), referrer.kinds(), referrer.evidence(), locations);
    }

    private static Location at(int number) {
        return new Location("fresh", "app" + number % LOCATIONS);
    }
}
