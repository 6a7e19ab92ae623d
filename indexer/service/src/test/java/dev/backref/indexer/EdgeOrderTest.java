package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.SubjectHalf;
import dev.backref.indexer.subject.SubjectKeys;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Edges stand in the order in which Backref heard of them, whatever the order in which looks end. */
class EdgeOrderTest {
    private static final Instant BEGIN = Topologies.BEGIN;
    private static final SampleManifest SUBJECT = SampleManifest.image("subject");

    private final ObservedLocation location = new ObservedLocation();

    @AfterEach
    void close() {
        location.close();
    }

    @Test
    void isThatOfThePushesNotThatOfTheLooks() {
        SampleManifest first = found("first", BEGIN.plusMillis(10), BEGIN.plusMillis(90));
        SampleManifest third = found("third", BEGIN.plusMillis(30), BEGIN.plusMillis(90));
        SampleManifest second = found("second", BEGIN.plusMillis(20), BEGIN.plusMillis(90));

        assertThat(listed()).containsExactly(first.digest(), second.digest(), third.digest());
    }

    @Test
    void staysWhenALaterPushRepeatsOne() {
        SampleManifest first = found("first", BEGIN.plusMillis(10), BEGIN.plusMillis(50));
        SampleManifest second = found("second", BEGIN.plusMillis(20), BEGIN.plusMillis(60));
        found("first", BEGIN.plusMillis(70), BEGIN.plusMillis(80));

        assertThat(listed()).containsExactly(first.digest(), second.digest());
    }

    @Test
    void isThatOfTheIndexWhereATimeCannotBe() {
        SampleManifest early = found("early", Instant.MIN, BEGIN.plusMillis(10));
        SampleManifest usual = found("usual", BEGIN.plusMillis(15), BEGIN.plusMillis(20));
        SampleManifest late = found("late", Instant.MAX, BEGIN.plusMillis(30));
        SampleManifest last = found("last", BEGIN.plusMillis(35), BEGIN.plusMillis(40));

        assertThat(listed()).containsExactly(early.digest(), usual.digest(), late.digest(), last.digest());
    }

    private SampleManifest found(String name, Instant heard, Instant indexed) {
        SampleManifest manifest = SampleManifest.referrer(SUBJECT, "application/spdx+json", name);
        Source source = new Source.Manifest(ObservedLocation.AT, manifest.digest());
        RegistryEvent why = RegistryEvent.wanted(source, new Cause(Cause.Kind.PUSH, name), heard);
        Observation.Finding finding = new Observation.Manifest(manifest.bytes(), manifest.mediaType());
        location.topology.observe(Observation.of(source, finding, indexed, why), indexed);
        return manifest;
    }

    private List<Digest> listed() {
        List<Digest> listed = new ArrayList<>();
        new Table(location.topology.store(SubjectHalf.STORE))
                .each(
                        SubjectKeys.edges(SUBJECT.digest(), ObservedLocation.AT),
                        (key, descriptor) -> listed.add(
                                Json.read(descriptor, Descriptor.class).digest()));
        return listed;
    }
}
