package dev.backref.indexer;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process with a broker and the index on it, which says when they run, until it is killed. */
public final class IndexUntilKilled {
    static final String RUNNING = "running";

    private IndexUntilKilled() {}

    public static void main(String[] arguments) throws InterruptedException {
        RunningIndex index = new RunningIndex(Path.of(arguments[0]));
        System.out.println(RUNNING + " " + index.clients().bootstrap());
        new CountDownLatch(1).await();
    }
}
