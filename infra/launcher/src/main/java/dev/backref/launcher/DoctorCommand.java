package dev.backref.launcher;

import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.launcher.doctor.AskedExamination;
import dev.backref.launcher.doctor.Diagnosis;
import dev.backref.launcher.server.Pace;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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
        name = "doctor",
        description =
                "Has a running Backref look how a registry behaves: whether it can be reached and lets Backref in,"
                        + " what of the API it really has, and whether its webhooks come. It only reads there.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing is wrong",
            "1:something is wrong, and is named; or Backref does not know the registry",
            "2:the command line cannot be understood",
            "69:no Backref answers, or not in time",
            "78:the configuration cannot be used"
        })
final class DoctorCommand implements Callable<Integer> {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    @Parameters(index = "0", paramLabel = "REGISTRY", description = "as it is called in paths")
    private String registry = "";

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "how long to wait, such as 90s, 10m (default: ${DEFAULT-VALUE})",
            converter = TimeConverter.class,
            defaultValue = "3m")
    private Duration timeout = Duration.ZERO;

    @Option(names = "--json", description = "print what Backref serves of the registry, instead of a table")
    private boolean json;

    @Mixin
    private ServerOption server = new ServerOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private long spoken = System.nanoTime();

    @Override
    public Integer call() throws InterruptedException {
        if (!Location.isRegistryName(registry)) {
            throw new ParameterException(spec.commandLine(), "not a registry name: \"" + registry + "\"");
        }
        AskedExamination.Answer answer = AskedExamination.ask(server.address(spec.commandLine()), registry)
                .await(timeout, Pace.DEFAULT, this::waiting);
        Diagnosis diagnosis = Diagnosis.of(answer.knowledge());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new String(Json.write(answer.served()), StandardCharsets.UTF_8));
        } else {
            diagnosis.lines().forEach(out::println);
            out.println(
                    diagnosis.wrong().isEmpty()
                            ? registry + ": nothing is wrong"
                            : registry + ": something is wrong with " + String.join(", ", diagnosis.wrong()));
        }
        out.flush();
        return diagnosis.wrong().isEmpty() ? Exit.DONE : Exit.FAILED;
    }

    private void waiting() {
        if (System.nanoTime() - spoken > BETWEEN_LINES.toNanos()) {
            spoken = System.nanoTime();
            spec.commandLine().getErr().println("  waiting for " + registry + " to be examined");
            spec.commandLine().getErr().flush();
        }
    }
}
