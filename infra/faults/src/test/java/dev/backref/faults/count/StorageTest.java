package dev.backref.faults.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {
    @TempDir
    private Path folder;

    @Test
    void anEdgeIsAManifestWithASubjectAndALinkInItsRepository() throws IOException {
        store("app", "aa11", "{\"subject\":{\"digest\":\"sha256:s\"}}");
        store("app", "bb22", "{}");
        Path deleted = store("app", "cc33", "{\"subject\":{\"digest\":\"sha256:s\"}}");
        Files.delete(deleted); // The folder, and the blob, stay.
        assertThat(new Storage(folder, List.of("app", "empty")).edges())
                .containsExactly(new Edge("app", "sha256:s", "sha256:aa11"));
    }

    private Path store(String repository, String hex, String manifest) throws IOException {
        Path root = folder.resolve("docker/registry/v2");
        Path blob = root.resolve("blobs/sha256/" + hex.substring(0, 2) + "/" + hex + "/data");
        Path link = root.resolve("repositories/" + repository + "/_manifests/revisions/sha256/" + hex + "/link");
        Files.createDirectories(blob.getParent());
        Files.createDirectories(link.getParent());
        Files.writeString(blob, manifest);
        return Files.writeString(link, "sha256:" + hex);
    }
}
