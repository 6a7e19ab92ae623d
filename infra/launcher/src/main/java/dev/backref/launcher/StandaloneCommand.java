package dev.backref.launcher;

import dev.backref.launcher.standalone.Role;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "standalone",
        description =
                "Runs all of Backref in one process, with the registries of the configuration. Stays up until Ctrl-C"
                        + " or SIGTERM.",
        mixinStandardHelpOptions = true)
final class StandaloneCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws Exception {
        return new RolesRun(config, Role.all()).run();
    }
}
