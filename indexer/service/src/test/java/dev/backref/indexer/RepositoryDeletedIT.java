package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.IndexTopics;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RepositoryDeletedIT {
    /** With 50,000 it would be the longest of all that are run in every build; {@code .ci/run} asks for 10,000. */
    private static final int REFERRERS = Integer.getInteger("repository.referrers", 2_600);

    private static final Location LARGE = new Location("fresh", "large");
    private static final SampleManifest SUBJECT = image("subject");

    @TempDir
    Path folder;

    private RunningIndex index;
    private IndexClients clients;
    private TopicReader wanted;
    private TopicReader changes;
    private final Set<Digest> removed = new HashSet<>();
    private final Set<Digest> pushed = new HashSet<>();
    private final Set<Digest> announced = new HashSet<>();

    @BeforeEach
    void start() {
        index = new RunningIndex(folder);
        clients = index.clients();
        wanted = clients.reader(IngestTopics.WANTED);
        changes = clients.reader(IndexTopics.CHANGES);
    }

    @AfterEach
    void close() {
        wanted.close();
        changes.close();
        index.close();
    }

    @Test
    @Timeout(900)
    void doesNotHoldUpTheChangesOfOthers() {
        observe(new Source.Manifest(LARGE, SUBJECT.digest()), found(SUBJECT));
        for (int i = 0; i < REFERRERS; i++) {
            SampleManifest next = referrer(SUBJECT, "application/x", "n" + i);
            observe(new Source.Manifest(LARGE, next.digest()), found(next));
        }
        clients.flush();
        for (int added = 0; added < REFERRERS; ) {
            added += changes.poll().size();
        }

        observe(new Source.Repository(LARGE), new Observation.Gone());
        int pushes = 0;
        while (removed.size() < REFERRERS) {
            answerWanted();
            if (announced.size() == pushed.size()) {
                push(pushes++);
            }
            readChanges();
        }

        assertThat(pushes)
                .as("others that were announced before the repository was through")
                .isGreaterThan(REFERRERS / 2_500);
        index.awaitApplied();
        assertThat(changes.readToEnd(clients.admin()).stream().map(RepositoryDeletedIT::change))
                .noneMatch(change -> change.type() == Change.Type.REMOVED);
    }

    private void answerWanted() {
        for (ConsumerRecord<String, byte[]> record : wanted.poll()) {
            RegistryEvent event = Json.read(record.value(), RegistryEvent.class);
            if (event.source().location().equals(LARGE)) {
                observe(event.source(), new Observation.Gone());
            }
        }
    }

    /** One push to one of many other locations, so that every partition of locations and of subjects has some. */
    private void push(int number) {
        SampleManifest subject = image("other " + number);
        SampleManifest next = referrer(subject, "application/other", "other " + number);
        pushed.add(next.digest());
        observe(new Source.Manifest(new Location("fresh", "other" + number % 16), next.digest()), found(next));
    }

    private void readChanges() {
        for (ConsumerRecord<String, byte[]> record : changes.poll()) {
            Change change = change(record);
            Set<Digest> kind = change.type() == Change.Type.REMOVED ? removed : announced;
            assertThat(kind.add(change.data().referrer().digest())).isTrue();
        }
    }

    private static Change change(ConsumerRecord<String, byte[]> record) {
        return Change.read(record.value());
    }

    private void observe(Source source, Observation.Finding finding) {
        Instant now = Instant.now();
        Cause.Kind kind = finding instanceof Observation.Gone ? Cause.Kind.DELETE : Cause.Kind.PUSH;
        clients.observe(
                Observation.of(source, finding, now, RegistryEvent.wanted(source, new Cause(kind, "delivery"), now)));
    }

    private static Observation.Finding found(SampleManifest manifest) {
        return new Observation.Manifest(manifest.bytes(), manifest.mediaType());
    }
}
