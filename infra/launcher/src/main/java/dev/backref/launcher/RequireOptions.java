package dev.backref.launcher;

import dev.backref.ingest.contract.Digest;
import dev.backref.launcher.server.RunningServer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What is required of digests, under which conditions, who decides it, and how it is said. */
final class RequireOptions {
    @Option(
            names = "--require",
            paramLabel = "TERM",
            required = true,
            description =
                    "sbom, sbom<7d, signed(sbom), verified(sbom), @name of the configuration, or several with commas; given again,"
                            + " that as well.")
    private List<String> terms = new ArrayList<>();

    @Option(
            names = "--registry",
            paramLabel = "NAME",
            description = "Only evidence that is there counts; may be given again.")
    private List<String> registries = new ArrayList<>();

    @Option(
            names = "--repository",
            paramLabel = "NAME",
            description = "Only evidence in repositories of that name counts.")
    private @Nullable String repository;

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            description = "Where all has to be known before something counts as missing: location, homes, registries or"
                    + " all.")
    private @Nullable String scope;

    @Option(
            names = "--max-age",
            paramLabel = "AGE",
            description = "How long ago the listings may have begun that this rests on, such as 1d.")
    private @Nullable String maxAge;

    @Option(names = "--json", description = "Prints the answer as it is.")
    private boolean json;

    @Mixin
    private ServerOption server = new ServerOption();

    /** Gives each to whoever makes a request of it, by the name that it has in the API. */
    void each(BiConsumer<String, String> request) {
        terms.forEach(term -> request.accept("require", term));
        registries.forEach(name -> request.accept("registry", name));
        one(request, "repository", repository);
        one(request, "scope", scope);
        one(request, "maxAge", maxAge);
    }

    private static void one(BiConsumer<String, String> request, String name, @Nullable String value) {
        if (value != null) {
            request.accept(name, value);
        }
    }

    RunningServer running(CommandLine command) {
        return new RunningServer(server.address(command));
    }

    /** Says what was decided, and gives its exit code. */
    int say(CommandLine command, Decided decided) {
        decided.print(command.getOut(), json);
        return decided.exit();
    }

    /** Says why nothing was decided. */
    static int say(CommandLine command, String why, int exit) {
        command.getErr().println("backref: " + why);
        command.getErr().flush();
        return exit;
    }

    /** What is a digest, or can be an image: only the server knows its registries. */
    static String subject(CommandLine command, String text) {
        if (Digest.tryParse(text).isEmpty() && text.indexOf('/') < 0) {
            throw new ParameterException(command, "neither a digest nor an image of a registry: \"" + text + "\"");
        }
        return text;
    }

    static Digest digest(CommandLine command, String text) {
        return Digest.tryParse(text)
                .orElseThrow(() -> new ParameterException(command, "not a digest: \"" + text + "\""));
    }
}
