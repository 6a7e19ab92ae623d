package dev.backref.ingest.sweep;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.registry.LookFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lists a CNCF Distribution by the links in its storage on a file system, because its API cannot enumerate manifests
 * without a tag. It only reads. Two walks at most are under way at once in a Vert.x, whatever the number of registries.
 *
 * <p>The registry may push, delete and collect garbage meanwhile: what is there all the time is listed, what comes or goes
 * may be. A link to a manifest whose bytes are gone is listed; whoever looks at it learns.
 */
public final class StorageLister implements Lister {
    private static final int WALKS_AT_ONCE = 2;

    /** Distribution before 3.1 truncates a link and then writes it; this is long, even on a slow network's file system. */
    private static final Duration MOMENT = Duration.ofMillis(500);

    private final WorkerExecutor threads;
    private final String registry;
    private final Path storage;
    private final Supplier<SortedLines.Collector> collectors;
    private final Skipped skipped;
    private final SourceWalk.Moment moment;

    /**
     * @param registry its configured name
     * @param storage what the registry's configuration has as {@code storage.filesystem.rootdirectory}
     * @param collectors that each take one listing
     */
    public StorageLister(
            Vertx vertx, String registry, Path storage, Supplier<SortedLines.Collector> collectors, Skipped skipped) {
        this(vertx, registry, storage, collectors, skipped, StorageLister::sleep);
    }

    StorageLister(
            Vertx vertx,
            String registry,
            Path storage,
            Supplier<SortedLines.Collector> collectors,
            Skipped skipped,
            SourceWalk.Moment moment) {
        this.threads = vertx.createSharedWorkerExecutor("storage", WALKS_AT_ONCE, 1, TimeUnit.DAYS);
        this.registry = registry;
        this.storage = storage;
        this.collectors = collectors;
        this.skipped = skipped;
        this.moment = moment;
    }

    /**
     * Why this cannot be the storage of a registry, for a start to be refused; nothing when it can. An empty folder can:
     * before its first push a registry has made none.
     */
    public static Optional<String> problem(Path storage) {
        try {
            if (!StorageTree.isFolder(storage)) {
                return Optional.of("is no folder");
            }
            if (!isEmpty(storage)) {
                isEmpty(StorageTree.of(storage).repositories());
            }
            return Optional.empty();
        } catch (BadStorage bad) {
            return Optional.of("is no storage of a registry, which would hold " + StorageTree.EXPECTED);
        } catch (IOException unreadable) {
            return Optional.of("cannot be read: " + words(unreadable));
        }
    }

    @Override
    public Future<Listed> repositories() {
        return walk((tree, lines) -> {
            new RepositoryWalk(lines::add, skipped).in(tree);
            return true;
        });
    }

    @Override
    public Future<Listed> sources(String repository) {
        Location location = new Location(registry, repository);
        return walk(
                (tree, lines) -> new SourceWalk(location, entry -> lines.add(entry.line()), moment, skipped).in(tree));
    }

    /** Adds what it finds, and says whether there is what it was to walk. */
    private interface Walk {
        boolean over(StorageTree tree, SortedLines.Collector lines) throws IOException;
    }

    private Future<Listed> walk(Walk walk) {
        return threads.executeBlocking(() -> listed(walk), false);
    }

    private Listed listed(Walk walk) {
        try (SortedLines.Collector lines = collectors.get()) {
            StorageTree tree = StorageTree.of(storage);
            boolean there = walk.over(tree, lines);
            tree.requireStillBelow(storage);
            return there ? new Listed.All(lines.sorted(), Basis.DIGESTS) : new Listed.Gone();
        } catch (BadStorage bad) {
            return failed(LookFailure.BAD_ANSWER, bad);
        } catch (AccessDeniedException denied) {
            return failed(LookFailure.UNAUTHORIZED, denied);
        } catch (IOException failure) {
            return failed(LookFailure.UNREACHABLE, failure);
        }
    }

    private Listed failed(LookFailure reason, IOException failure) {
        boolean named = failure instanceof BadStorage || failure instanceof FileSystemException;
        return new Listed.Failed(reason, (named ? "" : storage + ": ") + words(failure), Optional.empty());
    }

    private static String words(IOException failure) {
        if (failure instanceof AccessDeniedException denied) {
            return denied.getFile() + ": access is denied";
        }
        return Objects.requireNonNullElseGet(failure.getMessage(), failure::toString);
    }

    /** A registry's volume may have had this before anything was pushed. */
    private static boolean isEmpty(Path folder) throws IOException {
        try (DirectoryStream<Path> children =
                Files.newDirectoryStream(folder, child -> !child.endsWith("lost+found"))) {
            return !children.iterator().hasNext();
        }
    }

    private static void sleep() throws IOException {
        try {
            Thread.sleep(MOMENT.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("stopped").initCause(stopped);
        }
    }
}
