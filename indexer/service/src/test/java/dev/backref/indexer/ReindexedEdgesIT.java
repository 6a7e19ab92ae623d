package dev.backref.indexer;

import static dev.backref.indexer.SampleEvidence.attestations;
import static dev.backref.indexer.SampleEvidence.buildKitIndex;
import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.reindex.Copy;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Edges that other rules bring and take, on a real broker. */
class ReindexedEdgesIT {
    private static final Location AT = new Location("fresh", "app");
    private static final SampleManifest SUBJECT = image("subject");
    private static final String OWN_TYPE = "application/x.of-ours";

    @TempDir
    Path folder;

    @Test
    @Timeout(120)
    void tellsWhatIsReadForTheFirstTimeAndWhatIsReadNoLonger() {
        try (RunningIndex index = new RunningIndex(folder);
                TopicReader changes = index.clients().reader(IndexTopics.CHANGES)) {
            SampleManifest attested = attestations("of the subject");
            SampleManifest ours = referrer(SUBJECT, OWN_TYPE, "ours");
            List.of(SUBJECT, attested, ours).forEach(each -> index.clients().push(AT, each));
            index.clients().observe(byFormerRules(buildKitIndex(Map.of(SUBJECT, attested))));
            index.clients().flush();
            index.awaitApplied();
            assertThat(index.clients().changes(changes)).hasSize(1);

            Reindex reindex = new Reindex(RunningIndex.cluster(index.clients().bootstrap()));
            reindex.run(Optional.empty(), now -> {});
            index.awaitApplied();
            assertThat(index.clients().changes(changes)).singleElement().satisfies(change -> {
                assertThat(change.type()).isEqualTo(Change.Type.ADDED);
                assertThat(change.data().referrer().digest()).isEqualTo(attested.digest());
                assertThat(change.data().forms()).containsExactly(Form.BUILDKIT_INDEX);
                assertThat(change.data().cause()).contains(reindex.cause());
            });

            index.clients().copy(readingLess(index.clients(), ours, reindex.cause()));
            index.clients().flush();
            index.awaitApplied();
            assertThat(index.clients().changes(changes)).singleElement().satisfies(change -> {
                assertThat(change.type()).isEqualTo(Change.Type.REMOVED);
                assertThat(change.data().referrer().digest()).isEqualTo(ours.digest());
                assertThat(change.data().cause()).contains(reindex.cause());
            });
        }
    }

    private static Observation byFormerRules(SampleManifest index) {
        Source source = new Source.Manifest(AT, index.digest());
        Instant now = Instant.now();
        Cause why = new Cause(Cause.Kind.PUSH, "delivery");
        Observation.Finding found = new Observation.Manifest(index.bytes(), index.mediaType());
        return new Observation(source, found, now, now, why, Optional.empty(), 2, Optional.empty(), false);
    }

    /** A copy with other bytes: it stands for rules that read less in the same ones. */
    private static Copy readingLess(IndexClients clients, SampleManifest manifest, Cause why) {
        SampleManifest less = SampleManifest.artifact(OWN_TYPE, "less");
        Source source = new Source.Manifest(AT, manifest.digest());
        try (TopicReader reader = clients.reader(IngestTopics.OBSERVATIONS)) {
            long original = reader.readToEnd(clients.admin()).stream()
                    .filter(record -> record.key().equals(source.key()))
                    .mapToLong(ConsumerRecord::offset)
                    .max()
                    .orElseThrow();
            Instant now = Instant.now();
            Observation found = Observation.of(
                    source,
                    new Observation.Manifest(less.bytes(), less.mediaType()),
                    now,
                    RegistryEvent.wanted(source, why, now));
            return new Copy(found, original, original + 1);
        }
    }
}
