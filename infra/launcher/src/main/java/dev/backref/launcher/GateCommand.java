package dev.backref.launcher;

import dev.backref.launcher.server.NotNow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "gate",
        description =
                "Asks a running Backref whether digests, or the images that tags are now, have the evidence that is required of them. Nothing is"
                        + " verified.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Exit.MISUSED,
        exitCodeOnUsageHelp = Exit.MISUSED,
        exitCodeOnVersionHelp = Exit.MISUSED,
        exitCodeOnExecutionException = Exit.UNKNOWN,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all have it",
            "1:one lacks something, and all is known of where it could be",
            "2:too little is known, or no Backref answers: never to be taken for 0",
            "3:the command line cannot be understood, asks for nothing that can be decided, or for help",
            "69:the configuration cannot be read",
            "78:the configuration cannot be used"
        })
final class GateCommand implements Callable<Integer> {
    /** Each of a thousand has its own time, tags and records too. */
    private static final Duration MANY_SUBJECTS = Duration.ofSeconds(45);

    @Parameters(
            arity = "1..*",
            paramLabel = "DIGEST|IMAGE",
            description = "such as sha256:…, or 127.0.0.1:5000/app:1.2")
    private List<String> subjects = new ArrayList<>();

    @Option(names = "--record", description = "Has a record kept of each decision, and prints its id.")
    private boolean record;

    @Option(
            names = "--review-by",
            paramLabel = "TIME",
            description = "Until when they are to be looked at again, such as 90d or 2027-06-30T00:00:00Z.")
    private @Nullable String reviewBy;

    @Mixin
    private RequireOptions required = new RequireOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        Map<String, List<String>> request = new LinkedHashMap<>();
        request.put(
                "subjects",
                subjects.stream()
                        .map(subject -> RequireOptions.subject(spec.commandLine(), subject))
                        .toList());
        required.each((name, value) ->
                request.computeIfAbsent(name, first -> new ArrayList<>()).add(value));
        if (record) {
            request.put("record", List.of("true"));
        }
        if (reviewBy != null) {
            request.put("reviewBy", List.of(reviewBy));
        }
        CommandLine command = spec.commandLine();
        try {
            return required.say(
                    command, Decided.read(required.running(command).ask("/api/v1/gate", request, MANY_SUBJECTS)));
        } catch (NotNow undecided) {
            return RequireOptions.say(command, "unknown: " + undecided.getMessage(), Exit.UNKNOWN);
        } catch (Decided.Misused misused) {
            return RequireOptions.say(command, String.valueOf(misused.getMessage()), Exit.MISUSED);
        }
    }
}
