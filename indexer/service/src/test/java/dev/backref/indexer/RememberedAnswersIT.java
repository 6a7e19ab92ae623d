package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RememberedAnswersIT {
    private static final int REFERRERS = 50;
    private static final int READERS = 3;
    private static final int PAGE = 1_000;
    private static final int BYTES = 4_000_000;
    private static final Location APP = new Location(Backend.FRESH, "app");

    @TempDir
    Path folder;

    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    @Test
    @Timeout(120)
    void neverHidesWhatWasAnnouncedBefore() throws InterruptedException {
        SampleManifest image = SampleManifest.image("image");
        AtomicBoolean done = new AtomicBoolean();
        try (BrokerBackend backend = BrokerBackend.embedded(folder)) {
            backend.push(APP, image);
            backend.settle();
            List<Thread> readers = startReaders(backend.lookups(), image.digest(), done);
            for (int count = 1; count <= REFERRERS; count++) {
                backend.push(APP, SampleManifest.referrer(image, "application/x-sbom", "sbom " + count));
                awaitAnnounced(backend, count);
                assertThat(atLocation(backend.lookups(), image.digest())).isEqualTo(count);
                assertThat(merged(backend.lookups(), image.digest())).isEqualTo(count);
            }
            done.set(true);
            for (Thread reader : readers) {
                reader.join();
            }
        }
        assertThat(failure.get()).isNull();
    }

    private static void awaitAnnounced(BrokerBackend backend, int count) {
        while (backend.allChanges().size() < count) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    /** Readers that have every answer remembered again as soon as it is dropped, and see the number only rise. */
    private List<Thread> startReaders(SubjectIndex lookups, Digest subject, AtomicBoolean done) {
        List<Thread> readers = new ArrayList<>();
        for (int number = 0; number < READERS; number++) {
            Thread reader = new Thread(() -> {
                int before = 0;
                while (!done.get()) {
                    int now = atLocation(lookups, subject);
                    assertThat(now).isGreaterThanOrEqualTo(before);
                    before = now;
                }
            });
            reader.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
            reader.start();
            readers.add(reader);
        }
        return readers;
    }

    private static int atLocation(SubjectIndex lookups, Digest subject) {
        return Listed.in(lookups.referrers(new LocationQuery(APP, subject, Set.of(), Optional.empty(), BYTES, ask()))
                        .toCompletableFuture()
                        .join())
                .size();
    }

    private static int merged(SubjectIndex lookups, Digest subject) {
        SubjectQuery.Filter all = new SubjectQuery.Filter(Set.of(), Optional.empty(), Optional.empty());
        return lookups.subject(new SubjectQuery(subject, all, Optional.empty(), PAGE, ask()))
                .toCompletableFuture()
                .join()
                .referrers()
                .size();
    }

    private static Ask ask() {
        return new Ask(Caller.ANYONE, Instant.now().plus(Duration.ofSeconds(20)), Optional.empty());
    }
}
