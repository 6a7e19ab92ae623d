package dev.backref.indexer.reindex;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReindexProgressTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ReindexProgress progress = new ReindexProgress();

    @BeforeEach
    void bind() {
        progress.bindTo(meters);
    }

    @Test
    void countsWhatIsLeftOfAllPartitionsUntilTheLastOfEach() {
        assertThat(progress.now()).isEmpty();
        progress.applied(0, copy("one", 3, 10));
        progress.applied(1, copy("one", 0, 5));
        assertThat(left()).isEqualTo(10);
        progress.applied(0, copy("one", 7, 10));
        assertThat(progress.now()).contains("a reindex has come to 6 of 12 offsets of observations");

        progress.applied(0, copy("one", 8, 9));
        progress.applied(1, copy("one", 4, 5));
        assertThat(left()).isZero();
        assertThat(progress.now()).isEmpty();
    }

    @Test
    void forgetsWhatAnotherProcessGoesOnWithAndWhatWasStopped() {
        progress.applied(0, copy("one", 0, 10));
        progress.applied(1, copy("one", 0, 10));
        progress.forget(1);
        assertThat(left()).isEqualTo(9);

        progress.applied(2, copy("two", 2, 3));
        assertThat(progress.now()).isEmpty();
    }

    private double left() {
        return meters.get("backref.index.reindex.left").gauge().value();
    }

    static Copy copy(String run, long original, long until) {
        byte[] bytes = "{}".getBytes(StandardCharsets.UTF_8);
        Source source = new Source.Manifest(new Location("local", "app"), Digest.sha256(bytes));
        Instant now = Instant.parse("2026-03-01T00:00:00Z");
        Observation found = Observation.of(
                source,
                new Observation.Manifest(bytes, "application/vnd.oci.image.manifest.v1+json"),
                now,
                RegistryEvent.wanted(source, new Cause(Cause.Kind.PUSH, "delivery"), now));
        return new Copy(found.anew(new Cause(Cause.Kind.REINDEX, run), Optional.empty()), original, until);
    }
}
