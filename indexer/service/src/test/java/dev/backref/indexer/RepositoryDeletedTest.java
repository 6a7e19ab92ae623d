package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.facts.FactsTopic;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.SubjectHalf;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RepositoryDeletedTest {
    private static final int REFERRERS = 1_500;
    private static final int MOST_WRITES = 1_000;
    private static final int MOST_OUTSTANDING = 1_000;
    private static final Location LARGE = new Location("fresh", "large");
    private static final Location OTHER = new Location("fresh", "other");
    private static final SampleManifest SUBJECT = image("subject");

    private final TestedTopology topology = new TestedTopology();
    private final Set<Digest> announced = new HashSet<>();
    private final Deque<RegistryEvent> outstanding = new ArrayDeque<>();
    private Instant now = Topologies.BEGIN;
    private int others;

    @AfterEach
    void close() {
        topology.close();
    }

    @Test
    void isWorkedOffInSmallStepsWhileOthersGoOn() {
        observe(new Source.Manifest(LARGE, SUBJECT.digest()), found(SUBJECT));
        for (int i = 0; i < REFERRERS; i++) {
            SampleManifest next = referrer(SUBJECT, "application/x" + i % 10, "n" + i);
            observe(new Source.Manifest(LARGE, next.digest()), found(next));
        }
        topology.takeChanges();

        observe(new Source.Repository(LARGE), new Observation.Gone());
        while (announced.size() < REFERRERS) {
            topology.step();
            assertThat(writes()).isLessThanOrEqualTo(MOST_WRITES);
            takeWanted();
            pushToAnother();
            answerSome();
        }

        assertThat(topology.takeChanges()).isEmpty();
        topology.step();
        takeWanted();
        while (!outstanding.isEmpty()) {
            answer(outstanding.remove());
        }
        assertThat(announced).hasSize(REFERRERS);
        assertThat(others).isGreaterThan(REFERRERS / MOST_OUTSTANDING);
        // What ended is remembered for an hour, and forgotten a piece at a time.
        for (int i = 0; i <= REFERRERS / 300; i++) {
            topology.pass(Duration.ofMinutes(61));
            assertThat(writes()).isLessThanOrEqualTo(MOST_WRITES);
        }
        leavesNoRowsBehind();
    }

    private void takeWanted() {
        for (RegistryEvent event : topology.takeWanted()) {
            assertThat(event.cause().kind()).isEqualTo(Cause.Kind.CASCADE);
            outstanding.add(event);
        }
        assertThat(outstanding.size()).isLessThanOrEqualTo(MOST_OUTSTANDING);
    }

    /** Answers about half of what is wanted, so that the work has both to wait and to go on. */
    private void answerSome() {
        int some = outstanding.size() / 2 + 1;
        for (int i = 0; i < some && !outstanding.isEmpty(); i++) {
            answer(outstanding.remove());
        }
    }

    private void answer(RegistryEvent event) {
        observe(event.source(), new Observation.Gone());
        for (Change change : topology.takeChanges()) {
            assertThat(change.type()).isEqualTo(Change.Type.REMOVED);
            assertThat(announced.add(change.data().referrer().digest())).isTrue();
        }
        takeWanted();
    }

    private void pushToAnother() {
        SampleManifest next = referrer(SUBJECT, "application/other", "other" + others++);
        observe(new Source.Manifest(OTHER, next.digest()), found(next));
        assertThat(topology.takeChanges())
                .singleElement()
                .satisfies(change -> assertThat(change.data().location()).isEqualTo(OTHER));
        topology.takeWanted();
    }

    private void observe(Source source, Observation.Finding finding) {
        now = now.plusMillis(1);
        Cause.Kind kind = finding instanceof Observation.Gone ? Cause.Kind.DELETE : Cause.Kind.PUSH;
        RegistryEvent event = RegistryEvent.wanted(source, new Cause(kind, "delivery"), now);
        topology.observe(Observation.of(source, finding, now, event), now);
        assertThat(writes()).isLessThanOrEqualTo(MOST_WRITES);
    }

    /** All writes since the last call: rows through their changelogs, and records; wanted ones are counted by the rows. */
    private int writes() {
        return topology.countAndDrop(TestedTopology.changelog(TestedTopology.LOCATIONS))
                + topology.countAndDrop(TestedTopology.changelog(SubjectHalf.STORE))
                + topology.countAndDrop(FactsTopic.SUBJECT_FACTS.in(Topologies.PREFIX));
    }

    private void leavesNoRowsBehind() {
        for (String table : List.of("M", "T", "TR", "A", "R", "S", "SC", "N", "NB", "NQ", "W")) {
            assertThat(firstKey(TestedTopology.LOCATIONS, RowKey.of(table).text(LARGE.toString())))
                    .as(table)
                    .isEmpty();
        }
        for (String table : List.of("E", "Y", "P")) {
            RowKey prefix = RowKey.of(table).text(SUBJECT.digest().toString()).text(LARGE.toString());
            assertThat(firstKey(SubjectHalf.STORE, prefix)).as(table).isEmpty();
        }
        assertThat(topology.countAndDrop(IngestTopics.DEAD_LETTERS.in(Topologies.PREFIX)))
                .isZero();
    }

    private Optional<RowKey> firstKey(String store, RowKey prefix) {
        return new Table(topology.store(store)).first(prefix, (key, value) -> key);
    }

    private static Observation.Finding found(SampleManifest manifest) {
        return new Observation.Manifest(manifest.bytes(), manifest.mediaType());
    }
}
