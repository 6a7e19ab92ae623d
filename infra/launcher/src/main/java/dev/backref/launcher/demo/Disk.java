package dev.backref.launcher.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** The registry's files, with threads of their own to work on them: an event loop never waits for a disk. */
final class Disk {
    private static final int THREADS = 4;

    private final WorkerExecutor threads;
    private final ContentFiles content;
    private final RepositoryFiles repositories;

    private Disk(WorkerExecutor threads, Path data) throws IOException {
        this.threads = threads;
        this.content = new ContentFiles(data);
        this.repositories = new RepositoryFiles(data, content);
    }

    /** Opens the folder, which is made when it is not there. */
    static Future<Disk> open(Vertx vertx, Path data) {
        WorkerExecutor threads = vertx.createSharedWorkerExecutor("demo-registry " + data, THREADS);
        return threads.executeBlocking(() -> new Disk(threads, data), false).onFailure(failed -> threads.close());
    }

    ContentFiles content() {
        return content;
    }

    RepositoryFiles repositories() {
        return repositories;
    }

    <T> Future<T> run(Callable<T> work) {
        return threads.executeBlocking(work, false);
    }

    Future<Void> close() {
        return threads.close();
    }
}
