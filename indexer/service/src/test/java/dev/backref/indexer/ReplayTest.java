package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.facts.SubjectFact;
import dev.backref.indexer.subject.SubjectHalf;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class ReplayTest {
    private static final int RECORDS = 800;
    private static final long SEED = 20261125;

    /** Something that was written to a topic of the index. */
    private interface Written {
        void to(TestedTopology topology, Instant at);
    }

    /** All that a run leaves behind. */
    private record Outcome(
            Map<Bytes, String> locations,
            Map<Bytes, String> subjects,
            List<Change> changes,
            List<SubjectFact> facts,
            List<RegistryEvent> wanted) {}

    @Test
    void givesTheSameRowsAndTheSameChangesHoweverOftenItIsPlayed() {
        List<Written> log = log();
        Outcome first = play(log, true);
        Outcome second = play(log, true);

        assertThat(first.changes()).hasSizeGreaterThan(RECORDS / 5).doesNotHaveDuplicates();
        assertThat(first.changes()).extracting(Change::type).contains(Change.Type.values());
        assertThat(first.changes()).anyMatch(change -> !change.data().lapsed().isEmpty());
        assertThat(second.changes()).isEqualTo(first.changes());
        assertThat(second.subjects()).isEqualTo(first.subjects());
        assertThat(second.locations()).isEqualTo(first.locations());
        assertThat(second.facts()).isEqualTo(first.facts());
        assertThat(second.wanted()).isEqualTo(first.wanted());
    }

    @Test
    void givesTheSameChangesWhereverTheWorkInProgressStands() {
        List<Written> log = log();
        Outcome quick = play(log, true);
        Outcome slow = play(log, false);

        assertThat(slow.changes()).isEqualTo(quick.changes());
        assertThat(slow.subjects()).isEqualTo(quick.subjects());
    }

    private static Outcome play(List<Written> log, boolean punctuated) {
        try (TestedTopology topology = new TestedTopology()) {
            Instant at = Topologies.BEGIN;
            for (Written record : log) {
                at = at.plusMillis(7);
                record.to(topology, at);
                if (punctuated) {
                    topology.step();
                }
            }
            return new Outcome(
                    topology.content(TestedTopology.LOCATIONS),
                    topology.content(SubjectHalf.STORE),
                    topology.takeChanges(),
                    topology.takeFacts(),
                    topology.takeWanted());
        }
    }

    /** Pushes and deletes of a few manifests at a few locations, tags and lists of referrers that move, and signals. */
    private static List<Written> log() {
        Random random = new Random(SEED);
        SimulatedRegistries registries = new SimulatedRegistries();
        List<SampleManifest> manifests = manifests();
        List<String> tags = List.of(
                "t0", "t1", manifests.get(0).referrersTag(), manifests.get(5).referrersTag());
        List<Written> log = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            Location at = new Location("r" + random.nextInt(2), "app" + random.nextInt(3));
            SampleManifest manifest = manifests.get(random.nextInt(manifests.size()));
            Source.Manifest source = new Source.Manifest(at, manifest.digest());
            switch (random.nextInt(20)) {
                case 0 ->
                    log.add((topology, time) ->
                            topology.signal(new LocationSignal.Unresolved(source, "slow", "", time, time), time));
                case 1 -> log.add((topology, time) -> topology.signal(new LocationSignal.Resolved(source, time), time));
                case 2 ->
                    log.add((topology, time) -> topology.signal(
                            new LocationSignal.Rejected(source, "large", "", time, Optional.empty()), time));
                case 3 ->
                    log.add((topology, time) -> topology.signal(
                            new LocationSignal.Registry(at.registry(), RegistryHistory.NONE, Optional.of(time)), time));
                case 4 -> {
                    Source.Tag tag = new Source.Tag(at, tags.get(random.nextInt(tags.size())));
                    registries.point(tag, manifest.digest());
                    log.add(look(registries, tag, i));
                }
                case 5 -> log.add(look(registries, new Source.Repository(at), i));
                case 6, 7, 8, 9 -> {
                    registries.remove(source);
                    log.add(look(registries, source, i));
                }
                default -> {
                    registries.hold(source, manifest);
                    log.add(look(registries, source, i));
                }
            }
        }
        return log;
    }

    private static Written look(SimulatedRegistries registries, Source source, int number) {
        Instant when = Topologies.BEGIN.plusMillis(number * 7L);
        Observation found = registries.look(
                RegistryEvent.wanted(source, new Cause(Cause.Kind.PUSH, "delivery-" + number), when), when);
        return (topology, time) -> topology.observe(found, time);
    }

    private static List<SampleManifest> manifests() {
        List<SampleManifest> manifests = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            SampleManifest subject = SampleManifest.image("image " + i);
            manifests.add(subject);
            for (int j = 0; j < 4; j++) {
                manifests.add(SampleManifest.referrer(subject, "application/x" + j, "referrer " + j));
            }
        }
        for (int i = 0; i < 3; i++) {
            manifests.add(SampleManifest.index(manifests.get(i + 1), manifests.get(i + 4), manifests.get(2 * i)));
        }
        return manifests;
    }
}
