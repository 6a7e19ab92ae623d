package dev.backref.indexer;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process with the index, and with a broker where it is told of none, which says when they run, until it is killed. */
public final class IndexUntilKilled {
    static final String RUNNING = "running";

    private IndexUntilKilled() {}

    public static void main(String[] arguments) throws InterruptedException {
        Path folder = Path.of(arguments[0]);
        RunningIndex index = arguments.length == 1 ? new RunningIndex(folder) : new RunningIndex(arguments[1], folder);
        System.out.println(RUNNING + " " + index.clients().bootstrap());
        new CountDownLatch(1).await();
    }
}
