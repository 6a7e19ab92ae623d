package dev.backref.launcher;

import dev.backref.launcher.standalone.Foreground;
import dev.backref.launcher.standalone.Progress;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "changes",
        description =
                "Follows the change feed of a running Backref, and prints each event as a line of JSON. Comes back where"
                        + " it was when the connection is lost. Stays until Ctrl-C.",
        mixinStandardHelpOptions = true)
final class ChangesCommand implements Callable<Integer> {
    @Option(
            names = "--after",
            paramLabel = "PLACE",
            description = "beginning, end, a cursor, or with --subject a position (default: ${DEFAULT-VALUE})",
            defaultValue = "end")
    private String after = "end";

    @Option(names = "--subject", paramLabel = "DIGEST", description = "only what refers to it")
    private @Nullable String subject;

    @Option(names = "--registry", paramLabel = "NAME", description = "only at this registry")
    private @Nullable String registry;

    @Option(names = "--repository", paramLabel = "NAME", description = "only in this repository")
    private @Nullable String repository;

    @Option(names = "--artifact-type", paramLabel = "TYPE", description = "only of this type; repeatable")
    private List<String> artifactTypes = new ArrayList<>();

    @Mixin
    private ContentOptions content = new ContentOptions();

    @Mixin
    private ServerOption server = new ServerOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        URI feed = server.address(spec.commandLine()).resolve("/api/v1/changes?" + query());
        PrintWriter out = spec.commandLine().getOut();
        Progress progress = new Progress(System.err); // The events alone are on stdout.
        try (Foreground foreground = new Foreground(progress)) {
            FollowedFeed followed = FollowedFeed.open(feed, out, progress);
            return foreground.hold(followed, followed::failure);
        }
    }

    private String query() {
        StringBuilder query = new StringBuilder("after=" + encode(after));
        add(query, "subject", subject);
        add(query, "registry", registry);
        add(query, "repository", repository);
        artifactTypes.forEach(type -> add(query, "artifactType", type));
        content.each((name, value) -> add(query, name, value));
        return query.toString();
    }

    private static void add(StringBuilder query, String name, @Nullable String value) {
        if (value != null) {
            query.append('&').append(name).append('=').append(encode(value));
        }
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
