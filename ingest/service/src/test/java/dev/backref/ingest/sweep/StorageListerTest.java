package dev.backref.ingest.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.backref.ingest.contract.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // Set before each test.
class StorageListerTest {
    @TempDir
    private Path folder;

    private Storage storage;
    private Listings listings;

    @BeforeEach
    void begin() throws IOException {
        storage = new Storage(folder.resolve("storage"));
        Files.createDirectories(storage.repositories());
        listings = new Listings(storage.root());
    }

    @AfterEach
    void stop() {
        listings.close();
    }

    @Test
    void listsEveryManifestTaggedOrNotAndWhatEachTagPointsTo() throws Exception {
        Digest tagged = storage.push("app", 1, "v1");
        Digest untagged = storage.push("app", 2);
        Digest long512 = Digest.of("sha512", "ab".repeat(64));
        Storage.link(storage.revision("app", long512), long512.text());
        assertThat(listings.sources("app"))
                .containsExactlyInAnyOrder(":v1 " + tagged, "@" + tagged, "@" + untagged, "@" + long512)
                .isSorted();
    }

    @Test
    void listsATagOnceAndWhereItPointsNow() throws Exception {
        Digest first = storage.push("app", 1, "latest");
        Digest second = storage.push("app", 2, "latest");
        assertThat(listings.sources("app")).containsExactlyInAnyOrder(":latest " + second, "@" + first, "@" + second);
    }

    @Test
    void listsNoManifestAndNoTagWhoseLinkIsGone() throws Exception {
        Digest kept = storage.push("app", 1, "v1");
        Digest deleted = storage.push("app", 2, "v2");
        Files.delete(storage.revision("app", deleted).resolve("link"));
        Files.delete(storage.tag("app", "v2").resolve("current/link"));
        storage.push("app", 3, "v3");
        Files.delete(storage.revision("app", Storage.digest(3)).resolve("link"));
        Files.delete(storage.tag("app", "v3").resolve("current/link"));
        Files.delete(storage.tag("app", "v3").resolve("current"));
        assertThat(listings.sources("app")).containsExactly(":v1 " + kept, "@" + kept);
        assertThat(listings.moments).as("a link that is gone is no odd link").hasValue(0);
    }

    @Test
    void listsARepositoryWhoseManifestsAreAllDeleted() throws Exception {
        Files.delete(storage.revision("app", storage.push("app", 1)).resolve("link"));
        assertThat(listings.repositories()).containsExactly("app");
        assertThat(listings.sources("app")).isEmpty();
    }

    @Test
    void findsRepositoriesInsideOfOthers() throws Exception {
        for (String repository : new String[] {"a/b/c/d", "a", "a/b/c", "z", "a-b/c__d/e.f"}) {
            storage.push(repository, 1, "v1");
        }
        Files.createDirectories(storage.repositories().resolve("a/b/_uploads/1"));
        assertThat(listings.repositories()).containsExactly("a", "a-b/c__d/e.f", "a/b/c", "a/b/c/d", "z");
        assertThat(listings.skipped("name")).isZero();
    }

    @Test
    void listsNoRepositoryThatHasNoManifests() throws Exception {
        Files.createDirectories(storage.repositories().resolve("blobs-only/_layers/sha256/00"));
        Files.createDirectories(storage.repositories().resolve("begun/_uploads/1"));
        Files.createDirectories(storage.repositories().resolve("empty"));
        Files.createDirectories(storage.repositories().resolve("_manifests"));
        Files.createDirectories(storage.repositories().resolve("_own/below/_manifests"));
        Files.writeString(
                Files.createDirectories(storage.repositories().resolve("odd")).resolve("_manifests"), "");
        assertThat(listings.repositories()).isEmpty();
        for (String repository : new String[] {"blobs-only", "begun", "empty", "odd", "absent", "absent/below"}) {
            assertThat(listings.lister.sources(repository).await())
                    .as(repository)
                    .isEqualTo(new Listed.Gone());
        }
    }

    @Test
    void leavesOutAndCountsNamesThatNoRequestCanName() throws Exception {
        Digest digest = storage.push("app", 1, "v1");
        storage.push("Team/app", 1);
        storage.push("a".repeat(200) + "/" + "b".repeat(100), 1);
        Files.createDirectories(storage.repositories().resolve("lost+found"));
        assertThat(listings.repositories()).containsExactly("app");
        assertThat(listings.skipped("name")).isEqualTo(3);

        Storage.link(storage.tag("app", "-v2").resolve("current"), digest.text());
        Storage.link(storage.manifests("app").resolve("revisions/sha256/ABC"), digest.text());
        assertThat(listings.sources("app")).containsExactly(":v1 " + digest, "@" + digest);
        assertThat(listings.skipped("name")).isEqualTo(5);
    }

    @Test
    void readsALinkAgainThatIsJustBeingWritten() throws Exception {
        Digest digest = storage.push("app", 1, "v1");
        Storage.link(storage.revision("app", digest), "");
        Storage.link(storage.tag("app", "v1").resolve("current"), "sha256:12");
        listings.inTheMoment(() -> storage.push("app", 1, "v1"));
        assertThat(listings.sources("app")).containsExactly(":v1 " + digest, "@" + digest);
        assertThat(listings.skipped("link")).isZero();
        assertThat(listings.moments).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256:12", " ", "LINE", "LONG", "folder"})
    void leavesOutAndCountsALinkThatStaysOdd(String text) throws Exception {
        Digest kept = storage.push("app", 1, "v1");
        Digest odd = storage.push("app", 2, "v2");
        for (Path folder : new Path[] {
            storage.revision("app", odd), storage.tag("app", "v2").resolve("current")
        }) {
            Files.delete(folder.resolve("link"));
            if (text.equals("folder")) {
                Files.createDirectory(folder.resolve("link"));
            } else {
                Storage.link(folder, text.replace("LINE", odd + "\n").replace("LONG", odd + "0".repeat(100_000)));
            }
        }
        assertThat(listings.sources("app")).containsExactly(":v1 " + kept, "@" + kept);
        assertThat(listings.skipped("link")).isEqualTo(2);
    }

    @Test
    void waitsOnceForAThousandOddLinks() throws Exception {
        for (int number = 0; number < 2_500; number++) {
            Storage.link(storage.revision("app", Storage.digest(number)), "");
        }
        assertThat(listings.sources("app")).isEmpty();
        assertThat(listings.moments).hasValue(3);
        assertThat(listings.skipped("link")).isEqualTo(2_500);
    }

    @Test
    void changesNothingInTheStorage() throws Exception {
        storage.push("app", 1, "v1");
        Storage.link(storage.revision("app", Storage.digest(2)), "");
        Map<Path, FileTime> before = all();
        listings.repositories();
        listings.sources("app");
        assertThat(all()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../app", "app/../..", "/app", "app/_manifests", ""})
    void refusesANameThatLeadsElsewhere(String repository) {
        assertThatIllegalArgumentException().isThrownBy(() -> {
            var unused = listings.lister.sources(repository);
        });
    }

    private Map<Path, FileTime> all() throws IOException {
        Map<Path, FileTime> found = new TreeMap<>(Comparator.naturalOrder());
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.toList()) {
                found.put(path, Files.getLastModifiedTime(path));
            }
        }
        return found;
    }
}
