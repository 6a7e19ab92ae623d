package dev.backref.launcher.demo;

import dev.backref.ingest.contract.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Files named by the digest of their content. Everything is written aside and then moved into place, so that a process
 * which is killed leaves a whole file or none. All methods block.
 */
final class ContentFiles {
    private static final int CHUNK = 64 * 1024;

    private final Path content;
    private final Path unfinished;
    private final List<Path> left;

    /** Opens the folder, and notes what earlier processes left unfinished. */
    ContentFiles(Path data) throws IOException {
        this.content = data.resolve("content");
        this.unfinished = data.resolve("unfinished");
        Files.createDirectories(content);
        Files.createDirectories(unfinished);
        try (Stream<Path> files = Files.list(unfinished)) {
            left = files.toList();
        }
    }

    /** Removes what was left. To be called once nobody else can have the folder: it may be of one who is still at it. */
    void removeLeftovers() throws IOException {
        for (Path file : left) {
            Files.deleteIfExists(file);
        }
    }

    Path of(Digest digest) {
        return content.resolve(digest.algorithm()).resolve(digest.encoded());
    }

    /** A new, empty file for content that is still coming. */
    Path begin() throws IOException {
        return Files.createFile(unfinished.resolve(UUID.randomUUID().toString()));
    }

    /** Makes a file from {@link #begin} the content of a digest, or deletes it and says no when its digest is another. */
    boolean adopt(Path file, Digest digest) throws IOException {
        if (!hash(file, digest.algorithm()).equals(digest.encoded())) {
            Files.delete(file);
            return false;
        }
        moveInto(of(digest), file);
        return true;
    }

    /** Writes a file, whole or not at all, over what was there. */
    void write(Path target, byte[] bytes) throws IOException {
        moveInto(target, Files.write(begin(), bytes));
    }

    private static void moveInto(Path target, Path file) throws IOException {
        Files.createDirectories(target.resolveSibling(""));
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String hash(Path file, String algorithm) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest hash = MessageDigest.getInstance(algorithm.equals("sha512") ? "SHA-512" : "SHA-256");
            byte[] chunk = new byte[CHUNK];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                hash.update(chunk, 0, read);
            }
            return HexFormat.of().formatHex(hash.digest());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has sha256 and sha512", missing);
        }
    }
}
