package dev.backref.launcher.demo;

import dev.backref.ingest.contract.Digest;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What each repository holds: a small file per blob, manifest and tag that leads to the content. Folders of links begin
 * with an underscore, which no part of a repository's name can. All methods block; those that change something exclude
 * each other.
 */
final class RepositoryFiles {
    private static final String MANIFESTS = "_manifests";
    private static final String BLOBS = "_blobs";
    private static final String TAGS = "_tags";

    private final Path repositories;
    private final ContentFiles content;

    RepositoryFiles(Path data, ContentFiles content) throws IOException {
        this.repositories = data.resolve("repositories");
        this.content = content;
        Files.createDirectories(repositories);
    }

    boolean hasBlob(String repository, Digest digest) {
        return Files.exists(link(repository, BLOBS, digest));
    }

    synchronized void addBlob(String repository, Digest digest) throws IOException {
        content.write(link(repository, BLOBS, digest), new byte[0]);
    }

    boolean hasManifest(String repository, Digest digest) {
        return Files.exists(link(repository, MANIFESTS, digest));
    }

    /** Content first, then the link, then the tag: whoever finds one finds what it leads to. */
    synchronized void addManifest(String repository, Reference reference, StoredManifest manifest) throws IOException {
        content.write(content.of(manifest.digest()), manifest.bytes().getBytes());
        content.write(link(repository, MANIFESTS, manifest.digest()), utf8(manifest.mediaType()));
        if (reference.tag().isPresent()) {
            content.write(
                    tagFile(repository, reference.text()),
                    utf8(manifest.digest().toString()));
        }
    }

    Optional<StoredManifest> manifest(String repository, Reference reference) throws IOException {
        Optional<Digest> digest =
                reference.digest().isPresent() ? reference.digest() : tagged(repository, reference.text());
        if (digest.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> mediaType = read(link(repository, MANIFESTS, digest.get()));
        if (mediaType.isEmpty()) {
            return Optional.empty();
        }
        Buffer bytes = Buffer.buffer(Files.readAllBytes(content.of(digest.get())));
        return Optional.of(new StoredManifest(digest.get(), mediaType.get(), bytes));
    }

    /** Forgets a manifest with the tags that point to it; says which tags those were, or nothing if it was not there. */
    synchronized Optional<List<String>> removeManifest(String repository, Digest digest) throws IOException {
        if (!hasManifest(repository, digest)) {
            return Optional.empty();
        }
        List<String> pointing = new ArrayList<>();
        for (String tag : tags(repository).orElse(List.of())) {
            if (tagged(repository, tag).equals(Optional.of(digest))) {
                Files.deleteIfExists(tagFile(repository, tag));
                pointing.add(tag);
            }
        }
        Files.deleteIfExists(link(repository, MANIFESTS, digest));
        return Optional.of(pointing);
    }

    synchronized boolean removeTag(String repository, String tag) throws IOException {
        return Files.deleteIfExists(tagFile(repository, tag));
    }

    /** The tags in ASCII order; nothing for a repository that never held a manifest. */
    Optional<List<String>> tags(String repository) throws IOException {
        Path folder = repositories.resolve(repository);
        if (!Files.isDirectory(folder.resolve(MANIFESTS))) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder.resolve(TAGS))) {
            return Optional.of(
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        } catch (NoSuchFileException neverTagged) {
            return Optional.of(List.of());
        }
    }

    /** The repositories that hold or held a manifest, in ASCII order. */
    List<String> names() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        Files.walkFileTree(repositories, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                if (name.equals(MANIFESTS)) {
                    names.add(repositories
                            .relativize(folder.resolveSibling(""))
                            .toString()
                            .replace('\\', '/'));
                }
                return name.startsWith("_") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }
        });
        return List.copyOf(names);
    }

    private Optional<Digest> tagged(String repository, String tag) throws IOException {
        return read(tagFile(repository, tag)).map(Digest::parse);
    }

    private Path link(String repository, String folder, Digest digest) {
        return repositories
                .resolve(repository)
                .resolve(folder)
                .resolve(digest.algorithm())
                .resolve(digest.encoded());
    }

    private Path tagFile(String repository, String tag) {
        return repositories.resolve(repository).resolve(TAGS).resolve(tag);
    }

    private static Optional<String> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
