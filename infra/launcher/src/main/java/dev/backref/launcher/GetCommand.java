package dev.backref.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.launcher.server.NotNow;
import dev.backref.launcher.server.RunningServer;
import dev.backref.launcher.shown.ShownSubject;
import dev.backref.launcher.standalone.StartupFailure;
import dev.backref.launcher.terminal.Line;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
        name = "get",
        description = {
            "Asks a running Backref what refers to a digest, and prints it as a table, with how much is known.",
            "AGE is that of what says of itself when it was made."
        },
        mixinStandardHelpOptions = true)
final class GetCommand implements Callable<Integer> {
    private static final int OK = 200;
    private static final int NOT_NOW = 503;

    /** Parameters with which an answer still is of all that refers to the subject. */
    private static final Set<String> OF_ALL = Set.of("scope", "platforms", "refresh", "n");

    @Parameters(
            index = "0",
            paramLabel = "DIGEST",
            converter = Subject.Converter.class,
            description = "such as sha256:…, or registry/repository@sha256:… for what is there alone")
    private @Nullable Subject subject;

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

    @Option(names = "--json", description = "Prints the answer as it is.")
    private boolean json;

    @Mixin
    private ContentOptions content = new ContentOptions();

    @Mixin
    private ServerOption server = new ServerOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        Query query = query();
        String path = "/api/v1/subjects/" + asked().digest() + query;
        RunningServer running = new RunningServer(server.address(spec.commandLine()));
        Duration patience = Duration.ofSeconds(refresh == null ? 0 : Math.max(0, refresh));
        try {
            HttpResponse<byte[]> answer = running.ask(path, patience);
            return answer.statusCode() == OK ? print(answer, query.hasBeside(OF_ALL)) : complain(answer);
        } catch (NotNow unreachable) {
            throw new StartupFailure(String.valueOf(unreachable.getMessage()));
        }
    }

    private Subject asked() {
        if (subject == null) {
            throw new ParameterException(spec.commandLine(), "no digest is given");
        }
        if (subject.at().isPresent() && (repository != null || !registries.isEmpty())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "registry/repository@digest says where: --registry and --repository cannot say it again");
        }
        return subject;
    }

    private Query query() {
        Optional<Location> at = asked().at();
        Query query = new Query()
                .each("registry", at.map(Location::registry).map(List::of).orElse(registries))
                .add("repository", at.map(Location::repository).orElse(repository))
                .each("artifactType", artifactTypes);
        content.each(query::add);
        return query.add("scope", scope)
                .add("newerThan", newerThan)
                .add("platforms", platforms)
                .add("refresh", refresh)
                .add("n", most)
                .add("next", next);
    }

    private int print(HttpResponse<byte[]> answer, boolean ofSome) {
        List<String> lines = json
                ? List.of(new String(answer.body(), StandardCharsets.UTF_8))
                : ShownSubject.lines(Json.read(answer.body(), JsonNode.class), Instant.now(), ofSome);
        lines.forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
        return Exit.DONE;
    }

    private int complain(HttpResponse<byte[]> answer) {
        String why = json
                ? Line.of(new String(answer.body(), StandardCharsets.UTF_8).strip())
                : "backref: " + RunningServer.message(answer);
        spec.commandLine().getErr().println(why);
        spec.commandLine().getErr().flush();
        return answer.statusCode() == NOT_NOW ? Exit.UNAVAILABLE : Exit.FAILED;
    }
}
