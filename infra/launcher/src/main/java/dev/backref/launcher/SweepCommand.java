package dev.backref.launcher;

import dev.backref.launcher.server.Pace;
import dev.backref.launcher.standalone.Progress;
import dev.backref.launcher.sweep.AskedSweep;
import dev.backref.launcher.sweep.Ending;
import dev.backref.launcher.sweep.SweepProgress;
import dev.backref.launcher.sweep.SweepTarget;
import dev.backref.launcher.terminal.ProgressLine;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "sweep",
        description =
                "Has a running Backref list a registry, or one repository of it, and look at what it does not know"
                        + " yet. Waits until every repository has been swept from then on, and names those that could not be."
                        + " The sweep goes on when nobody waits any longer.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all was swept; with --no-wait, the sweep was asked for",
            "1:something could not be swept, the registry has no such repository, or Backref does not know the registry",
            "2:the command line cannot be understood",
            "69:no Backref answers, or not in time",
            "78:the configuration cannot be used"
        })
final class SweepCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "REGISTRY[/REPOSITORY]", description = "as they are called in paths")
    private String what = "";

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "how long to wait, such as 90s, 10m, 2h (default: ${DEFAULT-VALUE})",
            converter = TimeConverter.class,
            defaultValue = "1h")
    private Duration timeout = Duration.ZERO;

    @Option(names = "--no-wait", description = "ask for it alone")
    private boolean noWait;

    @Mixin
    private ServerOption server = new ServerOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        SweepTarget target = target();
        PrintWriter out = spec.commandLine().getOut();
        long began = System.nanoTime();
        AskedSweep asked = AskedSweep.ask(server.address(spec.commandLine()), target);
        if (noWait) {
            out.println("asked for a sweep of " + target + " at "
                    + asked.request().at() + ": " + asked.request().id());
            out.flush();
            return Exit.DONE;
        }
        SweepProgress progress =
                new SweepProgress(spec.commandLine().getErr(), ProgressLine.isTerminal(), System::nanoTime);
        Ending ending;
        try {
            ending = asked.await(timeout, Pace.DEFAULT, progress);
        } finally {
            progress.end();
        }
        out.println(summary(target, ending) + " in " + Progress.seconds(Duration.ofNanos(System.nanoTime() - began)));
        ending.remarks().forEach(out::println);
        out.flush();
        return ending.isWhole() ? Exit.DONE : Exit.FAILED;
    }

    private static String summary(SweepTarget target, Ending ending) {
        if (target.repository().isPresent()) {
            return ending.failed() == 0 ? "swept " + target : "could not sweep " + target;
        }
        if (ending.unlisted().isPresent()) {
            return "could not list the repositories of " + target;
        }
        return "swept " + (ending.repositories() - ending.failed()) + " of " + ending.repositories()
                + " repositories of " + target;
    }

    private SweepTarget target() {
        try {
            return SweepTarget.parse(what);
        } catch (IllegalArgumentException malformed) {
            throw new ParameterException(spec.commandLine(), String.valueOf(malformed.getMessage()));
        }
    }
}
