package dev.backref.launcher;

import dev.backref.ingest.contract.Digest;
import dev.backref.launcher.server.NotNow;
import dev.backref.launcher.server.RunningServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "wait",
        description = "Waits until a digest has the evidence that is required of it. Nothing is verified.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Exit.MISUSED,
        exitCodeOnUsageHelp = Exit.MISUSED,
        exitCodeOnVersionHelp = Exit.MISUSED,
        exitCodeOnExecutionException = Exit.UNKNOWN,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it has it",
            "1:it lacks something at the end, and all is known of where that could be",
            "2:too little is known, or no Backref answers at the end: never to be taken for 0",
            "3:the command line cannot be understood, asks for nothing that can be decided, or for help",
            "69:the configuration cannot be read",
            "78:the configuration cannot be used"
        })
final class WaitCommand implements Callable<Integer> {
    /** As long as a request may wait. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** Before a Backref that does not answer is asked again. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    @Parameters(index = "0", paramLabel = "DIGEST", description = "such as sha256:…")
    private String digest = "";

    @Mixin
    private RequireOptions required = new RequireOptions();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "how long to wait, such as 90s, 10m, 2h (default: ${DEFAULT-VALUE})",
            converter = TimeConverter.class,
            defaultValue = "60s")
    private Duration timeout = Duration.ZERO;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        Digest subject = RequireOptions.digest(spec.commandLine(), digest);
        List<String> parameters = new ArrayList<>();
        required.each((name, value) -> parameters.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        String path = "/api/v1/subjects/" + subject + "?" + String.join("&", parameters);
        try {
            return await(required.running(spec.commandLine()), path);
        } catch (Decided.Misused misused) {
            return RequireOptions.say(spec.commandLine(), String.valueOf(misused.getMessage()), Exit.MISUSED);
        }
    }

    /** Asks until it is satisfied or the time is over, for as long as one request may wait at a time. */
    private int await(RunningServer running, String path) throws InterruptedException, Decided.Misused {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            long left = Math.max(0, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
            Duration wait = Duration.ofMillis(Math.min(left, LONGEST.toMillis()));
            boolean last = left <= LONGEST.toMillis();
            try {
                Decided decided = Decided.read(running.ask(path + "&wait=" + wait.toMillis() + "ms", wait));
                if (last || decided.isSatisfied()) {
                    return required.say(spec.commandLine(), decided);
                }
            } catch (NotNow undecided) {
                if (left == 0) {
                    return RequireOptions.say(spec.commandLine(), "unknown: " + undecided.getMessage(), Exit.UNKNOWN);
                }
                TimeUnit.MILLISECONDS.sleep(Math.min(PAUSE.toMillis(), left));
            }
        }
    }
}
