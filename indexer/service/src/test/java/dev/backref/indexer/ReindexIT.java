package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.reindex.Stalled;
import dev.backref.indexer.reindex.Standing;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Source;
import dev.backref.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A reindex on a real broker, while the index goes on. */
class ReindexIT {
    private static final int REFERRERS = 600;
    private static final int LOCATIONS = 7;

    /** Pushes of others, or the index would be behind these and not behind the copies. */
    private static final Duration BETWEEN = Duration.ofMillis(20);

    /** How often the command has told how far it is, before an index runs. */
    private static final int WAITING = 10;

    private static final String OWN_TYPE = "application/x.of-ours";
    private static final Optional<String> TABLE = Optional.of("{\"types\":{\"" + OWN_TYPE + "\":[\"review\"]}}");

    @TempDir
    Path folder;

    @Test
    @Timeout(120)
    void tellsEachDifferenceOnceWhileOthersGoOn() throws InterruptedException {
        try (RunningIndex index = new RunningIndex(folder);
                TopicReader changes = index.clients().reader(IndexTopics.CHANGES)) {
            List<SampleManifest> living = push(index.clients());
            living.add(largest());
            index.clients().push(at(0), largest());
            index.clients().fill(IngestTopics.OBSERVATIONS);
            index.awaitApplied();
            assertThat(index.clients().changes(changes)).noneMatch(ReindexIT::isByReindex);
            AtomicBoolean over = new AtomicBoolean();
            List<Digest> others = new ArrayList<>();
            Thread pushing = new Thread(() -> pushOthers(index.clients(), others, over));
            pushing.start();

            List<Standing> told = new ArrayList<>();
            Reindex reindex = new Reindex(RunningIndex.cluster(index.clients().bootstrap()));
            List<String> health = new ArrayList<>();
            Standing ended = reindex.run(TABLE, now -> {
                told.add(now);
                health.add(index.status().detail());
            });
            over.set(true);
            pushing.join();
            index.clients().flush();
            index.awaitApplied();

            assertThat(ended.read()).isEqualTo(ended.all());
            assertThat(ended.done()).isEqualTo(ended.copied()).isGreaterThanOrEqualTo(living.size());
            assertThat(ended.unreadable()).isEqualTo(RunningIndex.PARTITIONS);
            assertThat(told).extracting(Standing::read).isSorted();
            assertThat(told).allSatisfy(each -> assertThat(each.done()).isLessThanOrEqualTo(each.copied()));
            List<Change> all = index.clients().changes(changes);
            assertThat(all.stream().filter(ReindexIT::isByReindex))
                    .allSatisfy(change -> {
                        assertThat(change.type()).isEqualTo(Change.Type.UPDATED);
                        assertThat(change.data().kinds()).containsExactly(Kind.REVIEW);
                        assertThat(change.data().cause()).contains(reindex.cause());
                    })
                    .extracting(change -> change.data().referrer().digest())
                    .containsExactlyInAnyOrderElementsOf(
                            living.stream().map(SampleManifest::digest).toList());
            assertThat(all.stream().filter(change -> !isByReindex(change)))
                    .extracting(change -> change.data().referrer().digest())
                    .containsExactlyInAnyOrderElementsOf(others);
            assertThat(health).anyMatch(detail -> detail.startsWith("a reindex has come to "));
            assertThat(index.status().detail()).isEmpty();
            new Reindex(RunningIndex.cluster(index.clients().bootstrap())).run(TABLE, now -> {});
            index.awaitApplied();
            assertThat(index.clients().changes(changes)).isEmpty();
        }
    }

    @Test
    @Timeout(120)
    void isBegunAgainWhenItWasStopped() {
        try (RunningIndex index = new RunningIndex(folder);
                TopicReader changes = index.clients().reader(IndexTopics.CHANGES)) {
            List<SampleManifest> living = push(index.clients());
            index.awaitApplied();
            Reindex stopped = new Reindex(RunningIndex.cluster(index.clients().bootstrap()));
            assertThatThrownBy(() -> stopped.run(TABLE, now -> {
                        if (now.done() > 0) {
                            throw new IllegalStateException("stopped");
                        }
                    }))
                    .hasMessage("stopped");
            new Reindex(RunningIndex.cluster(index.clients().bootstrap())).run(TABLE, now -> {});
            index.awaitApplied();

            assertThat(index.clients().changes(changes).stream().filter(ReindexIT::isByReindex))
                    .extracting(change -> change.data().referrer().digest())
                    .containsExactlyInAnyOrderElementsOf(
                            living.stream().map(SampleManifest::digest).toList());
        }
    }

    @Test
    @Timeout(120)
    void copiesNothingBeforeAnIndexThatIsFarBehindHasComeToIt() {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder));
                IndexClients clients = new IndexClients(kafka.bootstrap())) {
            clients.createTopics();
            List<Digest> pushed = new ArrayList<>();
            for (int i = 0; i < REFERRERS; i++) {
                SampleManifest each = referrer(image("subject " + i % LOCATIONS), OWN_TYPE, "referrer " + i);
                clients.push(at(i), each);
                pushed.add(each.digest());
            }
            clients.flush();
            List<Standing> told = Collections.synchronizedList(new ArrayList<>());
            Reindex reindex = new Reindex(RunningIndex.cluster(kafka.bootstrap()));
            CompletableFuture<Standing> run = CompletableFuture.supplyAsync(() -> reindex.run(TABLE, told::add));
            await().atMost(Duration.ofSeconds(30)).until(() -> told.size() > WAITING);
            assertThat(List.copyOf(told)).allSatisfy(now -> {
                assertThat(now.copied()).isZero();
                assertThat(now.read()).isLessThanOrEqualTo(RunningIndex.PARTITIONS);
                assertThat(now.all()).isEqualTo(REFERRERS);
            });

            try (RunningIndex index = new RunningIndex(kafka.bootstrap(), folder);
                    TopicReader changes = clients.reader(IndexTopics.CHANGES)) {
                assertThat(run.join()).isEqualTo(new Standing(REFERRERS, REFERRERS, REFERRERS, REFERRERS, 0));
                assertThat(List.copyOf(told)).extracting(Standing::read).isSorted();
                index.awaitApplied();
                assertThat(index.reindexed("applied")).isEqualTo(REFERRERS);
                Map<Digest, List<Change.Type>> types = new HashMap<>();
                index.clients()
                        .changes(changes)
                        .forEach(change -> types.computeIfAbsent(
                                        change.data().referrer().digest(), key -> new ArrayList<>())
                                .add(change.type()));
                assertThat(types).containsOnlyKeys(pushed);
                assertThat(types.values()).containsOnly(List.of(Change.Type.ADDED, Change.Type.UPDATED));
            }
        }
    }

    @Test
    @Timeout(60)
    void doesNotWaitForEverWhereNoIndexRuns() {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder));
                IndexClients clients = new IndexClients(kafka.bootstrap())) {
            clients.createTopics();
            clients.push(new Location("fresh", "app"), image("subject"));
            clients.flush();
            Reindex reindex = new Reindex(RunningIndex.cluster(kafka.bootstrap()));
            assertThatThrownBy(() -> reindex.run(TABLE, now -> {}, Duration.ofSeconds(3)))
                    .isInstanceOf(Stalled.class)
                    .hasMessageStartingWith("no indexer has applied anything of it for 3 s");
        }
    }

    /** Manifests of which some are pushed twice and some are deleted, and gives those that are there in the end. */
    private static List<SampleManifest> push(IndexClients clients) {
        Map<Integer, SampleManifest> subjects = new HashMap<>();
        for (int i = 0; i < LOCATIONS; i++) {
            subjects.put(i, image("subject " + i));
            clients.push(at(i), subjects.get(i));
        }
        List<SampleManifest> living = new ArrayList<>();
        for (int i = 0; i < REFERRERS; i++) {
            SampleManifest each = referrer(image("subject " + i % LOCATIONS), OWN_TYPE, "referrer " + i);
            clients.push(at(i), each);
            if (i % 5 == 0) {
                clients.push(at(i), each);
            }
            if (i % 10 == 1) {
                clients.observe(new Source.Manifest(at(i), each.digest()), new Observation.Gone());
            } else {
                living.add(each);
            }
        }
        clients.flush();
        return living;
    }

    /** As large as one can be, most of it an annotation, which compresses badly. */
    private static SampleManifest largest() {
        SampleManifest small = largest(0);
        return largest(Observation.Manifest.MOST_BYTES - small.bytes().length);
    }

    private static SampleManifest largest(int characters) {
        StringBuilder text = new StringBuilder(characters);
        new Random(1).ints(characters, '0', 'z').filter(each -> each != '\\').forEach(text::appendCodePoint);
        text.append("0".repeat(characters - text.length()));
        return referrer(image("subject 0"), OWN_TYPE, text.toString());
    }

    private static void pushOthers(IndexClients clients, List<Digest> pushed, AtomicBoolean over) {
        for (int i = 0; !over.get(); i++) {
            SampleManifest each = referrer(image("subject " + i % LOCATIONS), "application/x.of-others", "other " + i);
            clients.push(at(i), each);
            pushed.add(each.digest());
            clients.flush();
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }

    private static Location at(int number) {
        return new Location("fresh", "app" + number % LOCATIONS);
    }

    private static boolean isByReindex(Change change) {
        return change.data().cause().orElseThrow().kind() == Cause.Kind.REINDEX;
    }
}
