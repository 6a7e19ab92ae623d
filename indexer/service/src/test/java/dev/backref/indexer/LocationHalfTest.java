package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.rows.RowKey;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LocationHalfTest {
    private static final int MOST_OUTSTANDING = 1_000;
    private static final Location AT = new Location("fresh", "app");
    private static final SampleManifest SUBJECT = image("subject");
    private static final SampleManifest SBOM = referrer(SUBJECT, "application/spdx+json", "sbom");

    private final TestedTopology topology = new TestedTopology();
    private Instant now = Topologies.BEGIN;

    @AfterEach
    void close() {
        topology.close();
    }

    @Test
    void tellsNothingTwice() {
        observe(AT, SUBJECT, Cause.Kind.PUSH);
        observe(AT, SBOM, Cause.Kind.PUSH);
        assertThat(topology.takeFacts())
                .extracting(fact -> fact.getClass().getSimpleName())
                .containsExactly("Presence", "LocationState", "Edge", "Presence");

        observe(AT, SBOM, Cause.Kind.PUSH);
        observe(AT, SUBJECT, Cause.Kind.PUSH);
        assertThat(topology.takeFacts()).isEmpty();
    }

    @Test
    void remembersWhatIsGoneOnlyAsLongAsSomethingNamesIt() {
        observe(AT, SBOM, Cause.Kind.PUSH);
        gone(new Source.Manifest(AT, SUBJECT.digest()));
        assertThat(manifestRow(SUBJECT)).isPresent();

        topology.pass(Duration.ofMinutes(61));
        gone(new Source.Manifest(AT, SBOM.digest()));
        assertThat(manifestRow(SUBJECT)).isEmpty();
        topology.pass(Duration.ofMinutes(61));
        assertThat(manifestRow(SBOM)).isEmpty();
    }

    @Test
    void wantsWhatATagPointsToUnlessItIsKnown() {
        observe(AT, SUBJECT, Cause.Kind.PUSH);
        observe(new Source.Tag(AT, "known"), new Observation.PointsTo(SUBJECT.digest()), Cause.Kind.PUSH);
        assertThat(topology.takeWanted()).isEmpty();

        observe(new Source.Tag(AT, "unknown"), new Observation.PointsTo(SBOM.digest()), Cause.Kind.PUSH);
        assertThat(topology.takeWanted()).singleElement().satisfies(event -> {
            assertThat(event.source()).isEqualTo(new Source.Manifest(AT, SBOM.digest()));
            assertThat(event.cause()).isEqualTo(new Cause(Cause.Kind.NAMED_BY, "delivery"));
        });
    }

    @Test
    void asksForSoManyAtATimeAndForTheOthersInTheirOrder() {
        List<Source> subjects = new ArrayList<>();
        for (int i = 0; i < MOST_OUTSTANDING + 4; i++) {
            SampleManifest subject = image("subject " + i);
            subjects.add(new Source.Manifest(AT, subject.digest()));
            name(AT, subject);
        }
        assertThat(asked()).isEqualTo(subjects.subList(0, MOST_OUTSTANDING));

        observe(AT, image("subject " + (MOST_OUTSTANDING + 1)), Cause.Kind.PUSH);
        assertThat(asked()).isEmpty();
        for (int i = 0; i < MOST_OUTSTANDING; i++) {
            gone(subjects.get(i));
        }
        assertThat(asked())
                .containsExactly(
                        subjects.get(MOST_OUTSTANDING),
                        subjects.get(MOST_OUTSTANDING + 2),
                        subjects.get(MOST_OUTSTANDING + 3));
    }

    @Test
    void asksForMoreAfterTheQueueWasEmpty() {
        asksForSoManyAtATimeAndForTheOthersInTheirOrder();
        SampleManifest next = image("next");
        name(AT, next);

        assertThat(asked()).containsExactly(new Source.Manifest(AT, next.digest()));
    }

    @Test
    void doesNotLetOneLocationsQueueHoldUpAnother() {
        for (int i = 0; i <= MOST_OUTSTANDING; i++) {
            name(AT, image("subject " + i));
        }
        topology.takeWanted();
        Location other = new Location("fresh", "other");
        observe(other, SBOM, Cause.Kind.PUSH);

        assertThat(asked()).containsExactly(new Source.Manifest(other, SUBJECT.digest()));
    }

    @Test
    void asksAgainForWhatIsNamedAfterTheQuestionIsLost() {
        observe(AT, SBOM, Cause.Kind.PUSH);
        assertThat(asked()).hasSize(1);
        now = now.plus(Duration.ofDays(6));
        observe(AT, referrer(SUBJECT, "application/x", "soon"), Cause.Kind.PUSH);
        assertThat(asked()).isEmpty();

        now = now.plus(Duration.ofDays(2));
        observe(AT, referrer(SUBJECT, "application/x", "late"), Cause.Kind.PUSH);
        assertThat(topology.takeWanted()).singleElement().satisfies(event -> {
            assertThat(event.source()).isEqualTo(new Source.Manifest(AT, SUBJECT.digest()));
            assertThat(event.at()).isEqualTo(now);
        });
        observe(AT, referrer(SUBJECT, "application/x", "later"), Cause.Kind.PUSH);
        assertThat(asked()).isEmpty();
    }

    @Test
    void isNotFullForEverWhenAllThatWasAskedForIsLost() {
        nameSubjects(0, MOST_OUTSTANDING + 3);
        List<Source> lost = asked();
        now = now.plus(Duration.ofDays(8));
        nameSubjects(5_000, 5_001);
        List<Source> anew = asked();
        assertThat(anew).hasSize(1);

        // The queue goes on, and with the time at which it is asked.
        gone(anew.get(0));
        assertThat(topology.takeWanted())
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.at()).isEqualTo(now));
        // One that waits, and as many as there is room for beside the two.
        nameSubjects(6_000, 6_000 + MOST_OUTSTANDING - 2);
        assertThat(asked()).hasSize(MOST_OUTSTANDING - 2);
        // The answer to a lost question makes no room: it took none.
        gone(lost.get(0));
        nameSubjects(9_000, 9_001);
        assertThat(asked()).isEmpty();
    }

    private void nameSubjects(int from, int to) {
        for (int i = from; i < to; i++) {
            name(AT, image("subject " + i));
        }
    }

    /** By a tag: of a referrer more is asked when its subject is not there. */
    private void name(Location at, SampleManifest manifest) {
        observe(
                new Source.Tag(at, "to-" + manifest.digest().encoded()),
                new Observation.PointsTo(manifest.digest()),
                Cause.Kind.PUSH);
    }

    private List<Source> asked() {
        return topology.takeWanted().stream().map(RegistryEvent::source).toList();
    }

    private Optional<byte[]> manifestRow(SampleManifest manifest) {
        RowKey key = RowKey.of("M").text(AT.toString()).text(manifest.digest().toString());
        return Optional.ofNullable(topology.store(TestedTopology.LOCATIONS).get(key.bytes()));
    }

    private void observe(Location at, SampleManifest manifest, Cause.Kind kind) {
        observe(new Source.Manifest(at, manifest.digest()), found(manifest), kind);
    }

    private void gone(Source source) {
        observe(source, new Observation.Gone(), Cause.Kind.NAMED_BY);
    }

    private void observe(Source source, Observation.Finding finding, Cause.Kind kind) {
        now = now.plusMillis(1);
        RegistryEvent event = RegistryEvent.wanted(source, new Cause(kind, "delivery"), now);
        topology.observe(Observation.of(source, finding, now, event), now);
    }

    private static Observation.Finding found(SampleManifest manifest) {
        return new Observation.Manifest(manifest.bytes(), manifest.mediaType());
    }
}
