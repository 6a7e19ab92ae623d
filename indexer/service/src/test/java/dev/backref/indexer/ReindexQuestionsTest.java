package dev.backref.indexer;

import static dev.backref.indexer.ObservedLocation.AT;
import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What copies of observations, which are derived anew, ask to be looked at. */
class ReindexQuestionsTest {
    private static final SampleManifest SUBJECT = image("subject");
    private static final String OWN_TYPE = "application/x.of-ours";
    private static final SampleManifest OURS = referrer(SUBJECT, OWN_TYPE, "ours");
    private static final Optional<String> TABLE = Optional.of("{\"types\":{\"" + OWN_TYPE + "\":[\"review\"]}}");
    private static final Instant LATER = Topologies.BEGIN.plusSeconds(60);

    private final ObservedLocation location = new ObservedLocation();

    @AfterEach
    void close() {
        location.close();
    }

    @Test
    void asksNobodyAndAnswersNoQuestion() {
        location.found(OURS);
        Copied ours = location.last();
        assertThat(location.asked()).containsExactly(SUBJECT.digest());
        Map<Bytes, String> before = location.topology.content(TestedTopology.LOCATIONS);

        location.reindex(ours, Optional.empty());
        assertThat(location.asked()).isEmpty();
        assertThat(location.topology.content(TestedTopology.LOCATIONS)).isEqualTo(before);
        assertThat(location.topology
                        .meters
                        .counter("backref.index.observations")
                        .count())
                .isEqualTo(1);
    }

    /** What newer rules name for the first time is asked for as of now, however long ago the manifest was looked at. */
    @Test
    void asksNowForWhatOtherRulesNameFirst() {
        SampleManifest list = SampleManifest.imageIndex(image("child"));
        observe(list, 1);
        Copied ofList = location.last();
        location.found(OURS);
        location.topology.takeWanted();

        location.reindex(ofList, Optional.empty());
        assertThat(location.topology.takeWanted()).singleElement().satisfies(event -> {
            assertThat(event.source())
                    .isEqualTo(new Source.Manifest(AT, image("child").digest()));
            assertThat(event.at()).isAfter(location.last().observation().observed());
        });
    }

    /** A child that is not there, and a subject that the registry does not give out: nothing keeps a row of either. */
    @Test
    void asksForNothingOnceMoreThatWasAskedForAndIsNotThere() {
        SampleManifest list = SampleManifest.imageIndex(image("child"));
        observe(list, 5);
        Copied ofList = location.last();
        location.gone(image("child").digest());
        location.found(OURS);
        Copied ours = location.last();
        Source subject = new Source.Manifest(AT, SUBJECT.digest());
        location.topology.signal(
                new LocationSignal.Rejected(subject, "refused-412", "", LATER, Optional.of(LATER)), LATER);
        location.topology.takeWanted();

        location.reindex(ofList, TABLE);
        location.reindex(ours, TABLE);
        location.workOff();
        assertThat(location.asked()).isEmpty();
    }

    private void observe(SampleManifest manifest, int rules) {
        location.observe(
                new Source.Manifest(AT, manifest.digest()),
                new Observation.Manifest(manifest.bytes(), manifest.mediaType()),
                rules);
    }
}
