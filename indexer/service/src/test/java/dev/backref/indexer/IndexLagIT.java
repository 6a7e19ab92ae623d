package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.indexer.IndexSettings.Effort;
import dev.backref.indexer.IndexSettings.Freshness;
import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.facts.FactsTopic;
import dev.backref.indexer.lag.IndexLag;
import dev.backref.indexer.lag.LagWatch;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.contract.Topic;
import dev.backref.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How far a real index is behind on a real broker, and what it answers then. */
class IndexLagIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Location AT = new Location(Backend.FRESH, "app");
    private static final Location ELSEWHERE = Stream.iterate(0, number -> number + 1)
            .map(number -> new Location(Backend.FRESH, "app" + number))
            .filter(each -> partition(each) != partition(AT))
            .findFirst()
            .orElseThrow();
    private static final SampleManifest SUBJECT = image("subject");

    @TempDir
    private Path folder;

    @Test
    @Timeout(120)
    void isAsOfTheOldestRecordThatNobodyHasAppliedUntilSomebodyDoes() {
        try (EmbeddedKafka kafka = start()) {
            try (RunningIndex index = new RunningIndex(kafka.bootstrap(), folder)) {
                observe(index.clients(), AT, SUBJECT);
                observe(index.clients(), ELSEWHERE, SUBJECT);
                index.awaitApplied();
                assertThat(index.lagSeconds(IngestTopics.OBSERVATIONS)).isBetween(0.0, PATIENCE.toSeconds() * 1.0);
            }
            IndexLag lag = new IndexLag(RunningIndex.cluster(kafka.bootstrap()), Clock.systemUTC());
            try (IndexClients clients = new IndexClients(kafka.bootstrap());
                    LagWatch watch = new LagWatch(RunningIndex.cluster(kafka.bootstrap()), IndexClients.GROUP, lag)) {
                Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
                observe(clients, AT, referrer(SUBJECT, "application/spdx+json", "sbom"));
                clients.flush();
                Instant after = Instant.now();
                observe(clients, AT, referrer(SUBJECT, "application/spdx+json", "a later one"));
                clients.flush();

                watch.start(() -> {});
                await().atMost(PATIENCE).until(() -> lag.measured().isPresent());
                assertThat(asOf(lag, AT)).isBetween(before, after);
                assertThat(asOf(lag, ELSEWHERE)).isAfter(after);
                assertThat(lag.asOf(SUBJECT.digest()).orElseThrow()).isBetween(before, after);

                try (RunningIndex index = new RunningIndex(kafka.bootstrap(), folder)) {
                    index.awaitApplied();
                    Instant applied = Instant.now();
                    await().atMost(PATIENCE).until(() -> asOf(lag, AT).isAfter(applied));
                    await().atMost(PATIENCE)
                            .until(() ->
                                    lag.asOf(SUBJECT.digest()).orElseThrow().isAfter(applied));
                }
            }
        }
    }

    @Test
    @Timeout(120)
    void givesNoListOnceItCannotTellWhatWasWrittenUntilItCanAgain() {
        Effort usual = Effort.DEFAULT;
        Freshness strict = new Freshness(usual.freshness().commitInterval(), Duration.ofSeconds(3));
        Effort effort = new Effort(
                strict, usual.threads(), usual.lookupThreads(), usual.memory(), usual.answers(), usual.standbys());
        EmbeddedKafka kafka = start();
        try (RunningIndex index = new RunningIndex(kafka.bootstrap(), folder, effort)) {
            observe(index.clients(), AT, SUBJECT);
            index.awaitApplied();
            await().atMost(PATIENCE).until(() -> unavailable(index).isEmpty());
            assertThat(index.status()).isEqualTo(new IndexStatus(IndexStatus.State.RUNNING, ""));

            kafka.close();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(unavailable(index).orElse(""))
                            .contains("the index is behind: it may lack what was written since "));
            assertThat(merged(index).reason().orElse("")).startsWith("the index is behind: ");
            // The other inputs may have been behind before it.
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(index.lagSeconds(FactsTopic.SUBJECT_FACTS))
                            .isGreaterThanOrEqualTo(3));

            kafka = start();
            await().atMost(PATIENCE).until(() -> unavailable(index).isEmpty());
            assertThat(merged(index).reason()).isEmpty();
        } finally {
            kafka.close();
        }
    }

    private EmbeddedKafka start() {
        return EmbeddedKafka.start(EmbeddedKafka.Settings.in(folder.resolve("broker")));
    }

    private static Instant asOf(IndexLag lag, Location location) {
        return lag.asOf(location, SUBJECT.digest()).orElseThrow();
    }

    private static Optional<String> unavailable(RunningIndex index) {
        try {
            index.lookups()
                    .referrers(new LocationQuery(
                            AT, SUBJECT.digest(), Set.of(), Optional.empty(), 1_000, SimulatedIngest.ask()))
                    .toCompletableFuture()
                    .join();
            return Optional.empty();
        } catch (CompletionException failed) {
            assertThat(failed).hasCauseInstanceOf(IndexUnavailable.class);
            return Optional.of(String.valueOf(failed.getMessage()));
        }
    }

    private static Completeness merged(RunningIndex index) {
        return SimulatedIngest.get(index.lookups()
                        .subject(new SubjectQuery(
                                SUBJECT.digest(),
                                SubjectQuery.Filter.NONE,
                                Optional.empty(),
                                1,
                                SimulatedIngest.ask())))
                .completeness();
    }

    private static void observe(IndexClients clients, Location at, SampleManifest manifest) {
        Source source = new Source.Manifest(at, manifest.digest());
        Instant now = Instant.now();
        clients.observe(Observation.of(
                source,
                new Observation.Manifest(manifest.bytes(), manifest.mediaType()),
                now,
                RegistryEvent.wanted(source, new Cause(Cause.Kind.PUSH, "delivery"), now)));
    }

    private static int partition(Location location) {
        return Topic.partitionOf(location.toString(), RunningIndex.PARTITIONS);
    }
}
