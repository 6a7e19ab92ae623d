package dev.backref.ingest.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.registry.LookFailure;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // Set before each test.
class StorageTroubleTest {
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
    void listsWhatIsThereAllTheTimeWhileTheRestComesAndGoes() throws Exception {
        List<String> kept = new ArrayList<>();
        for (int number = 0; number < 200; number++) {
            kept.add("@" + storage.push("app", number));
        }
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService busy = Executors.newSingleThreadExecutor();
        try {
            var changes = busy.submit(() -> {
                while (!stop.get()) {
                    for (int number = 200; number < 230; number++) {
                        storage.push("app", number, "v" + number);
                        storage.push("app/a" + number, number);
                    }
                    for (int number = 200; number < 230; number++) {
                        delete(storage.tag("app", "v" + number));
                        delete(storage.revision("app", Storage.digest(number)));
                        delete(storage.repositories().resolve("app/a" + number));
                    }
                }
                return null;
            });
            for (int round = 0; round < 100; round++) {
                assertThat(listings.sources("app")).containsAll(kept);
                assertThat(listings.repositories()).contains("app");
            }
            stop.set(true);
            changes.get();
        } finally {
            stop.set(true);
            busy.shutdown();
        }
        assertThat(listings.sources("app")).containsExactlyInAnyOrderElementsOf(kept);
    }

    @Test
    void takesAVolumeThatIsUnmountedMeanwhileForNoEmptyRegistry() throws Exception {
        storage.push("app", 1);
        Storage.link(storage.revision("app", Storage.digest(2)), "");
        listings.inTheMoment(() -> Files.move(storage.root().resolve("docker"), folder.resolve("elsewhere")));
        assertFailed(listings.lister.sources("app"), LookFailure.BAD_ANSWER, "there is no folder");
        assertFailed(listings.lister.sources("app"), LookFailure.BAD_ANSWER, storage.root() + ": is no storage");
        assertFailed(listings.lister.repositories(), LookFailure.BAD_ANSWER, "docker/registry/v2/repositories");
    }

    @Test
    void takesAVolumeThatIsReplacedMeanwhileForNoListing() throws Exception {
        Storage.link(storage.revision("app", Storage.digest(1)), "");
        listings.inTheMoment(() -> {
            Files.move(storage.root(), folder.resolve("elsewhere"));
            Files.createDirectories(storage.repositories());
        });
        assertFailed(listings.lister.sources("app"), LookFailure.BAD_ANSWER, "became another folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "docker", "docker/registry/v2", "docker/registry/v2/repositories"})
    void isReadThroughSymbolicLinksOnTheWayToTheRepositories(String linked) throws Exception {
        Digest digest = storage.push("team/app", 1);
        Path moved = storage.root().resolve(linked);
        Files.move(moved, folder.resolve("volume"));
        Files.createSymbolicLink(folder.resolve("mount"), Path.of("volume"));
        Files.createSymbolicLink(moved, folder.resolve("mount"));
        assertThat(listings.repositories()).containsExactly("team/app");
        assertThat(listings.sources("team/app")).containsExactly("@" + digest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "team",
                "team/app",
                "team/app/_manifests",
                "team/app/_manifests/tags",
                "team/app/_manifests/tags/v1",
                "team/app/_manifests/tags/v1/current",
                "team/app/_manifests/tags/v1/current/link",
                "team/app/_manifests/revisions",
                "team/app/_manifests/revisions/sha256"
            })
    void saysThatASymbolicLinkBelowTheRepositoriesIsNotFollowed(String linked) throws Exception {
        storage.push("team/app", 1, "v1");
        Path moved = storage.repositories().resolve(linked);
        Files.move(moved, folder.resolve("outside"));
        Files.createSymbolicLink(moved, folder.resolve("outside"));
        assertFailed(listings.lister.sources("team/app"), LookFailure.BAD_ANSWER, moved + ": is a symbolic link");
        if (!linked.contains("_manifests/")) {
            assertFailed(listings.lister.repositories(), LookFailure.BAD_ANSWER, moved + ": is a symbolic link");
        }
    }

    @Test
    void takesASymbolicLinkToNothingForNothing() throws Exception {
        Digest digest = storage.push("app", 1);
        Files.createSymbolicLink(storage.repositories().resolve("dangling"), folder.resolve("absent"));
        Files.createSymbolicLink(
                Files.createDirectories(storage.revision("app", Storage.digest(2)))
                        .resolve("link"),
                folder.resolve("absent"));
        assertThat(listings.repositories()).containsExactly("app");
        assertThat(listings.sources("app")).containsExactly("@" + digest);
    }

    @Test
    void refusesALinkThatLeadsToItself() throws Exception {
        Path loop = storage.repositories().resolve("loop");
        Files.createSymbolicLink(loop, loop);
        assertFailed(listings.lister.repositories(), LookFailure.BAD_ANSWER, loop.toString());
    }

    /** Not as root, who may read all. */
    @Tag("needs-permissions")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "docker",
                "docker/registry/v2/repositories",
                "docker/registry/v2/repositories/app",
                "docker/registry/v2/repositories/app/_manifests/tags",
                "docker/registry/v2/repositories/app/_manifests/revisions/sha256",
                "docker/registry/v2/repositories/app/_manifests/tags/v1/current/link"
            })
    void saysWhereItMayNotRead(String closed) throws Exception {
        storage.push("app", 1, "v1");
        Path path = storage.root().resolve(closed);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
        try {
            assertFailed(listings.lister.sources("app"), LookFailure.UNAUTHORIZED, path.toString());
            if (!closed.contains("_manifests")) {
                assertFailed(listings.lister.repositories(), LookFailure.UNAUTHORIZED, path.toString());
            }
        } finally {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void walksTwoAtOnceAndKeepsNobodyWaiting() throws Exception {
        Storage.link(storage.revision("app", Storage.digest(1)), "");
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch two = new CountDownLatch(2);
        CountDownLatch released = new CountDownLatch(1);
        listings.inTheMoment(() -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            two.countDown();
            await(released);
            underWay.decrementAndGet();
        });
        List<Future<Listed>> asked = new ArrayList<>();
        for (int each = 0; each < 6; each++) {
            asked.add(listings.lister.sources("app"));
        }
        await(two);
        assertThat(asked).noneMatch(Future::isComplete);
        released.countDown();
        Future.all(asked).await();
        assertThat(most).hasValue(2);
    }

    @Test
    void tellsBeforeTheStartWhatIsNoStorage() throws Exception {
        storage.push("app", 1);
        assertThat(StorageLister.problem(storage.root())).isEmpty();
        Files.createDirectories(folder.resolve("fresh/lost+found"));
        assertThat(StorageLister.problem(folder.resolve("fresh")))
                .as("nothing was pushed yet")
                .isEmpty();
        assertThat(StorageLister.problem(folder.resolve("absent"))).contains("is no folder");
        assertThat(StorageLister.problem(Files.writeString(folder.resolve("file"), "")))
                .contains("is no folder");
        for (Path wrong : List.of(folder, storage.root().resolve("docker"), storage.repositories())) {
            assertThat(StorageLister.problem(wrong))
                    .as("%s", wrong)
                    .contains("is no storage of a registry, which would hold docker/registry/v2/repositories");
        }
    }

    private static void assertFailed(Future<Listed> listing, LookFailure reason, String detail) {
        assertThat(listing.await()).isInstanceOfSatisfying(Listed.Failed.class, failed -> {
            assertThat(failed.reason()).isEqualTo(reason);
            assertThat(failed.detail()).contains(detail);
            assertThat(failed.retryAfter()).isEmpty();
        });
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    /** As the registry does: from the bottom. */
    private static void delete(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            try (var children = Files.newDirectoryStream(path)) {
                for (Path child : children) {
                    delete(child);
                }
            }
        }
        Files.delete(path);
    }
}
