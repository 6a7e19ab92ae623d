package dev.backref.launcher;

import dev.backref.ingest.contract.Digest;
import dev.backref.launcher.server.NotNow;
import dev.backref.launcher.server.RunningServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "gate",
        description = "Asks a running Backref whether digests have the evidence that is required of them. Nothing is"
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
    @Parameters(arity = "1..*", paramLabel = "DIGEST", description = "such as sha256:…")
    private List<String> digests = new ArrayList<>();

    @Mixin
    private RequireOptions required = new RequireOptions();

    @Option(names = "--json", description = "Prints the answer as it is.")
    private boolean json;

    @Mixin
    private ServerOption server = new ServerOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        Map<String, List<String>> request = new LinkedHashMap<>();
        request.put("subjects", digests.stream().map(this::digest).toList());
        required.each((name, value) ->
                request.computeIfAbsent(name, first -> new ArrayList<>()).add(value));
        RunningServer running = new RunningServer(server.address(spec.commandLine()));
        try {
            Decided decided = Decided.read(running.ask("/api/v1/gate", request));
            decided.print(spec.commandLine().getOut(), json);
            return decided.exit();
        } catch (NotNow undecided) {
            return say("unknown: " + undecided.getMessage(), Exit.UNKNOWN);
        } catch (Decided.Misused misused) {
            return say(String.valueOf(misused.getMessage()), Exit.MISUSED);
        }
    }

    private int say(String why, int exit) {
        spec.commandLine().getErr().println("backref: " + why);
        spec.commandLine().getErr().flush();
        return exit;
    }

    private String digest(String text) {
        return Digest.tryParse(text)
                .map(Digest::toString)
                .orElseThrow(() -> new ParameterException(spec.commandLine(), "not a digest: \"" + text + "\""));
    }
}
