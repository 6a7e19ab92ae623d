package dev.backref.launcher;

import dev.backref.launcher.standalone.Role;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "ingest",
        description = "Takes webhooks and looks at what they name: one of the roles of Backref, on a Kafka of your own"
                + " (kafka.bootstrap). Any number of them can run. Stays up until Ctrl-C or SIGTERM.",
        mixinStandardHelpOptions = true)
final class IngestCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws Exception {
        return new RolesRun(config, Set.of(Role.INGEST)).run();
    }
}
