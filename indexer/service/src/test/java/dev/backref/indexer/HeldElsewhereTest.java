package dev.backref.indexer;

import static dev.backref.indexer.Backend.FRESH;
import static dev.backref.indexer.Backend.MIRROR;
import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.index;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.ingest.contract.Location;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A change carries where else the edge was at that moment, so that the API can tell each reader what he may know of it. */
class HeldElsewhereTest {
    private static final Location HERE = new Location(FRESH, "app");
    private static final Location THERE = new Location(MIRROR, "app");

    private final SampleManifest subject = image("app");
    private final SampleManifest sbom = referrer(subject, IndexContract.SBOM, "sbom");
    private final Backend backend = new TopologyTestDriverBackend();

    @AfterEach
    void close() {
        backend.close();
    }

    private record Told(Change.Type type, Location location, List<String> alsoAt) {}

    @Test
    void isTrueOfChangesOfEveryType() {
        backend.push(HERE, sbom);
        backend.tag(HERE, subject.referrersTag(), index(sbom));
        backend.push(THERE, sbom);
        backend.tag(THERE, subject.referrersTag(), index(sbom));
        backend.delete(HERE, sbom.digest());
        backend.delete(THERE, sbom.digest());

        assertThat(told())
                .containsExactly(
                        new Told(Change.Type.ADDED, HERE, List.of()),
                        new Told(Change.Type.UPDATED, HERE, List.of()),
                        new Told(Change.Type.ADDED, THERE, List.of("fresh/app")),
                        new Told(Change.Type.UPDATED, THERE, List.of("fresh/app")),
                        new Told(Change.Type.REMOVED, HERE, List.of("mirror/app")),
                        new Told(Change.Type.REMOVED, THERE, List.of()));
    }

    @Test
    void isBounded() {
        int many = Change.Data.MOST_ALSO_AT + 5;
        IntStream.range(0, many).forEach(number -> backend.push(new Location(FRESH, "copy" + number), sbom));

        assertThat(told()).last().satisfies(told -> assertThat(told.alsoAt()).hasSize(Change.Data.MOST_ALSO_AT));
    }

    private List<Told> told() {
        return backend.changes(subject.digest()).stream()
                .map(change -> new Told(
                        change.type(), change.data().location(), change.data().alsoAt()))
                .toList();
    }
}
