package dev.backref.launcher;

import dev.backref.launcher.standalone.Role;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "indexer",
        description =
                "Keeps the index and answers for its part of it: one of the roles of Backref, on a Kafka of your own"
                        + " (kafka.bootstrap). Any number of them can run. Stays up until Ctrl-C or SIGTERM.",
        mixinStandardHelpOptions = true)
final class IndexerCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws Exception {
        return new RolesRun(config, Set.of(Role.INDEXER)).run();
    }
}
