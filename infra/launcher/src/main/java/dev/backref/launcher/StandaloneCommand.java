package dev.backref.launcher;

import dev.backref.launcher.standalone.Foreground;
import dev.backref.launcher.standalone.Progress;
import dev.backref.launcher.standalone.Standalone;
import dev.backref.launcher.standalone.StandaloneSettings;
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
        Progress progress = new Progress(System.out);
        StandaloneSettings settings = progress.during("the names in the configuration to be looked up", config::read);
        try (Foreground foreground = new Foreground(progress)) {
            progress.say("Starting Backref; data in " + settings.data());
            Standalone standalone = Standalone.start(settings, progress);
            if (standalone.awaitReady(foreground::isAskedToStop)) {
                progress.say("ready on http://" + settings.http().host() + ":" + standalone.port());
            }
            return foreground.hold(standalone, standalone::failure);
        }
    }
}
