package dev.backref.ingest.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** What a walk takes of a heap does not grow with what it meets, only with the lines that are kept of it. */
class StorageMemoryIT {
    /** Their paths alone, held at once, do not fit into the heap. */
    private static final int REVISIONS = 50_000;

    @TempDir(factory = InMemory.class)
    private Path folder;

    private Optional<Process> process = Optional.empty();

    @AfterEach
    void stop() {
        process.ifPresent(Process::destroyForcibly);
    }

    @Test
    void listsFiftyThousandManifestsInASmallHeap() throws Exception {
        Storage storage = new Storage(folder.resolve("storage"));
        Path link = Storage.link(
                storage.revision("large", Storage.digest(0)), Storage.digest(0).text());
        for (int number = 1; number < REVISIONS; number++) {
            Path revision = Files.createDirectories(storage.revision("large", Storage.digest(number)));
            Files.createLink(revision.resolve("link"), link); // Sooner made and deleted than a file each.
        }
        Process started = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx18m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StorageOnSmallHeap.class.getName(),
                        storage.root().toString(),
                        folder.toString())
                .redirectOutput(folder.resolve("listed").toFile())
                .redirectError(folder.resolve("process.log").toFile())
                .start();
        process = Optional.of(started);
        assertThat(started.waitFor()).as(log()).isZero();
        assertThat(Files.readAllLines(folder.resolve("listed")))
                .as(log())
                .isEqualTo(List.of("large", Integer.toString(REVISIONS)));
    }

    /** Where the machine has a file system in memory: a busy disk takes minutes to delete so many folders. */
    private static final class InMemory implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws IOException {
            Path memory = Path.of("/dev/shm");
            return Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "backref-")
                    : Files.createTempDirectory("backref-");
        }
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("process.log"));
    }
}
