package dev.backref.launcher;

import dev.backref.launcher.config.ConfigProblems;
import dev.backref.launcher.config.LogVariables;
import dev.backref.launcher.server.Refused;
import dev.backref.launcher.standalone.InWords;
import dev.backref.launcher.standalone.StartupFailure;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The program. */
@Command(
        name = "backref",
        description = "Tells what refers to a digest, across every container registry a company runs.",
        mixinStandardHelpOptions = true,
        versionProvider = Backref.Version.class,
        subcommands = {
            DemoCommand.class,
            StandaloneCommand.class,
            IngestCommand.class,
            IndexerCommand.class,
            QueryApiCommand.class,
            TopicsCommand.class,
            GetCommand.class,
            TreeCommand.class,
            GateCommand.class,
            WaitCommand.class,
            DecisionCommand.class,
            WatchCommand.class,
            CursorCommand.class,
            SweepCommand.class,
            ReindexCommand.class,
            DoctorCommand.class,
            KindsCommand.class,
            HooksCommand.class,
            DeadLettersCommand.class,
            CommandLine.HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, or stopped by Ctrl-C or SIGTERM",
            "1:failed while it ran, or what was asked for is not so",
            "2:the command line cannot be understood",
            "69:something that is needed is missing, taken or does not answer",
            "70:./backref could not be built",
            "78:the configuration cannot be used",
            "130:interrupted by Ctrl-C before it began"
        })
public final class Backref {
    private Backref() {}

    public static void main(String[] arguments) {
        LogVariables.handOn(System.getenv()); // Before the first logger: none may be a field of this class.
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Backref())
                .setExpandAtFiles(false) // "@name" is a requirement, and "@file" a header: each option reads its own.
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
    }

    /** What went wrong, in words; a stack trace goes to the log of what nobody foresaw. */
    static int explain(Exception failure, CommandLine command) {
        PrintWriter err = command.getErr();
        if (failure instanceof ConfigProblems problems) {
            problems.problems().forEach(problem -> err.println("backref: " + problem));
            return Exit.CONFIGURATION;
        }
        if (failure instanceof StartupFailure) {
            err.println("backref: " + failure.getMessage());
            return Exit.UNAVAILABLE;
        }
        if (failure instanceof UncheckedIOException file) {
            err.println("backref: " + InWords.of(file));
            return Exit.UNAVAILABLE;
        }
        Optional<ConfigException> kafka = ofKafkasConfiguration(failure);
        if (kafka.isPresent()) {
            err.println("backref: kafka.properties: " + kafka.get().getMessage());
            return Exit.CONFIGURATION;
        }
        if (failure instanceof FollowedFeed.Refused || failure instanceof Refused) {
            err.println("backref: " + failure.getMessage());
            return Exit.FAILED;
        }
        LoggerFactory.getLogger(Backref.class).error("the command failed", failure);
        err.println("backref: " + failure);
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    /** Kafka's clients say what is wrong with a property of theirs, some only in the cause. */
    private static Optional<ConfigException> ofKafkasConfiguration(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(ConfigException.class::isInstance)
                .map(ConfigException.class::cast)
                .findFirst();
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Optional.ofNullable(Backref.class.getPackage().getImplementationVersion())
                    .orElse("not packaged");
            return new String[] {"backref " + version + " (Java " + Runtime.version() + ")"};
        }
    }
}
