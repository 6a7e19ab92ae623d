package dev.backref.launcher;

import dev.backref.ingest.contract.Digest;
import dev.backref.launcher.server.NotNow;
import dev.backref.launcher.server.RunningServer;
import dev.backref.launcher.standalone.StartupFailure;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "lookup",
        description = "Asks a running Backref what refers to a digest, and prints its JSON answer.",
        mixinStandardHelpOptions = true)
final class LookupCommand implements Callable<Integer> {
    private static final int OK = 200;
    private static final int NOT_NOW = 503;

    @Parameters(index = "0", paramLabel = "DIGEST", description = "such as sha256:…")
    private String digest = "";

    @Option(names = "--registry", paramLabel = "NAME", description = "Only what is there; may be given again.")
    private List<String> registries = new ArrayList<>();

    @Option(names = "--repository", paramLabel = "NAME", description = "Only what is in repositories of that name.")
    private @Nullable String repository;

    @Option(
            names = "--artifact-type",
            paramLabel = "TYPE",
            description = "Only referrers of that type; may be given again.")
    private List<String> artifactTypes = new ArrayList<>();

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            description = "Over which locations the answer says how much is known: location, homes, registries or all.")
    private @Nullable String scope;

    @Option(
            names = "--newer-than",
            paramLabel = "AGE",
            description = "Only what says of itself that it was made within so long, such as 7d.")
    private @Nullable String newerThan;

    @Option(
            names = "--platforms",
            paramLabel = "inherit",
            description = "With what hangs on the indexes that list it, or on what it lists.")
    private @Nullable String platforms;

    @Option(
            names = "--refresh",
            paramLabel = "SECONDS",
            description = "Has the registries asked first, and waits so long for what they say.")
    private @Nullable Integer refresh;

    @Option(names = "--n", paramLabel = "NUMBER", description = "How many referrers at most.")
    private @Nullable Integer most;

    @Option(names = "--next", paramLabel = "CURSOR", description = "Goes on behind an answer that gave it.")
    private @Nullable String next;

    @Mixin
    private ContentOptions content = new ContentOptions();

    @Mixin
    private ServerOption server = new ServerOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        Digest subject = Digest.tryParse(digest)
                .orElseThrow(() -> new ParameterException(spec.commandLine(), "not a digest: \"" + digest + "\""));
        RunningServer running = new RunningServer(server.address(spec.commandLine()));
        Duration patience = Duration.ofSeconds(refresh == null ? 0 : Math.max(0, refresh));
        try {
            HttpResponse<byte[]> answer = running.ask("/api/v1/subjects/" + subject + parameters(), patience);
            PrintWriter to = answer.statusCode() == OK
                    ? spec.commandLine().getOut()
                    : spec.commandLine().getErr();
            to.println(new String(answer.body(), StandardCharsets.UTF_8));
            to.flush();
            return exit(answer.statusCode());
        } catch (NotNow unreachable) {
            throw new StartupFailure(String.valueOf(unreachable.getMessage()));
        }
    }

    /** What is given, as it is: the server knows what it takes. */
    private String parameters() {
        List<String> all = new ArrayList<>();
        registries.forEach(name -> add(all, "registry", name));
        add(all, "repository", repository);
        artifactTypes.forEach(type -> add(all, "artifactType", type));
        content.each((name, value) -> add(all, name, value));
        add(all, "scope", scope);
        add(all, "newerThan", newerThan);
        add(all, "platforms", platforms);
        add(all, "refresh", refresh);
        add(all, "n", most);
        add(all, "next", next);
        return all.isEmpty() ? "" : "?" + String.join("&", all);
    }

    private static void add(List<String> all, String name, @Nullable Object value) {
        if (value != null) {
            all.add(name + "=" + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
        }
    }

    private static int exit(int status) {
        if (status == OK) {
            return Exit.DONE;
        }
        return status == NOT_NOW ? Exit.UNAVAILABLE : Exit.FAILED;
    }
}
