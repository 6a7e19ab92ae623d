package dev.backref.ingest.sweep;

import dev.backref.ingest.contract.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The storage of a registry, written as CNCF Distribution does; manifests are numbers here, and have no bytes. */
record Storage(Path root) {
    Path repositories() {
        return root.resolve("docker/registry/v2/repositories");
    }

    Path manifests(String repository) {
        return repositories().resolve(repository).resolve("_manifests");
    }

    Path revision(String repository, Digest digest) {
        return manifests(repository)
                .resolve("revisions")
                .resolve(digest.algorithm())
                .resolve(digest.encoded());
    }

    Path tag(String repository, String tag) {
        return manifests(repository).resolve("tags").resolve(tag);
    }

    /** Links a manifest, without a tag. */
    Digest push(String repository, int number) throws IOException {
        Digest digest = digest(number);
        link(revision(repository, digest), digest.text());
        return digest;
    }

    /** Links a manifest, then a tag to it. */
    Digest push(String repository, int number, String tag) throws IOException {
        Digest digest = push(repository, number);
        Path folder = tag(repository, tag);
        link(folder.resolve("index/sha256").resolve(digest.encoded()), digest.text());
        link(folder.resolve("current"), digest.text());
        return digest;
    }

    /** Writes what a link holds. */
    static Path link(Path folder, String text) throws IOException {
        return Files.writeString(Files.createDirectories(folder).resolve("link"), text);
    }

    static Digest digest(int number) {
        return Digest.sha256(Integer.toString(number).getBytes(StandardCharsets.UTF_8));
    }
}
