package dev.backref.ingest.sweep;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/**
 * The repositories in the storage of a CNCF Distribution, and how its folders are read. Symbolic links are followed on
 * the way to them, because operators mount so, and never below.
 *
 * @param repositories without symbolic links
 * @param identity of that folder, where the file system knows one
 */
record StorageTree(Path repositories, Optional<Object> identity) {
    /** Distribution's registry/storage/paths.go: fixed, below what the configuration has as the root. */
    private static final List<String> BELOW_THE_ROOT = List.of("docker", "registry", "v2", "repositories");

    /** Where the repositories are, below the root. */
    static final String EXPECTED = String.join("/", BELOW_THE_ROOT);

    /** What stands at a path below the repositories. */
    enum Stands {
        FOLDER,
        FILE,
        OTHER,
        NOTHING
    }

    /** Does something at a path. */
    interface Visitor {
        void visit(Path path) throws IOException;
    }

    /**
     * The repositories below a root.
     *
     * @throws BadStorage when there are none
     */
    static StorageTree of(Path root) throws IOException {
        Path at = root;
        requireFolder(at, root);
        for (String name : BELOW_THE_ROOT) {
            at = at.resolve(name);
            requireFolder(at, root);
        }
        Path real = at.toRealPath();
        return new StorageTree(
                real,
                Optional.ofNullable(
                        Files.readAttributes(real, BasicFileAttributes.class).fileKey()));
    }

    /**
     * Makes sure that these are still the repositories below the root: where a volume is unmounted in the middle of a
     * walk, all that is left to be read seems to be gone.
     *
     * @throws BadStorage when they are not
     */
    void requireStillBelow(Path root) throws IOException {
        if (!of(root).equals(this)) {
            throw new BadStorage(root + ": its " + EXPECTED + " became another folder while it was read");
        }
    }

    /** Whether a folder is there, behind symbolic links or not. */
    static boolean isFolder(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).isDirectory();
        } catch (NoSuchFileException absent) {
            return false;
        }
    }

    /**
     * What stands at a path whose parent is a folder.
     *
     * @throws BadStorage when it is a symbolic link: the registry reads through it, so what is behind it is there, and a
     *     listing without it would not be whole
     */
    static Stands stands(Path path) throws IOException {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (found.isSymbolicLink()) {
                refuseUnlessDangling(path);
                return Stands.NOTHING;
            }
            if (found.isDirectory()) {
                return Stands.FOLDER;
            }
            return found.isRegularFile() ? Stands.FILE : Stands.OTHER;
        } catch (NoSuchFileException absent) {
            return Stands.NOTHING;
        }
    }

    /**
     * Visits what is in a folder, in no order and without holding all of it; nothing where there is no folder, or no more.
     */
    static void each(Path folder, Visitor visitor) throws IOException {
        if (stands(folder) != Stands.FOLDER) {
            return;
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("stopped");
                }
                visitor.visit(child);
            }
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        } catch (NoSuchFileException vanished) {
            if (!folder.toString().equals(vanished.getFile())) {
                throw vanished;
            }
        }
    }

    private static void requireFolder(Path folder, Path root) throws IOException {
        if (!isFolder(folder)) {
            throw new BadStorage(root + ": is no storage of a registry, which would hold " + EXPECTED
                    + "; there is no folder " + folder);
        }
    }

    private static void refuseUnlessDangling(Path link) throws BadStorage {
        if (!isDangling(link)) {
            throw new BadStorage(link + ": is a symbolic link, which is not followed below " + EXPECTED
                    + "; mount there what is behind it");
        }
    }

    private static boolean isDangling(Path link) {
        try {
            Files.readAttributes(link, BasicFileAttributes.class);
            return false;
        } catch (NoSuchFileException nothing) {
            return true;
        } catch (IOException closedOrInACircle) {
            return false;
        }
    }
}
