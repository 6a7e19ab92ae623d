package dev.backref.launcher;

import dev.backref.launcher.shown.ShownChange;
import dev.backref.launcher.standalone.Foreground;
import dev.backref.launcher.standalone.Progress;
import dev.backref.launcher.terminal.Colours;
import dev.backref.launcher.terminal.ProgressLine;
import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "watch",
        description = {
            "Follows the change feed of a running Backref, a line for each change, until Ctrl-C.",
            "Comes back where it was when the connection is lost, and says at its end with which cursor to go on."
        },
        mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
    @Option(
            names = "--after",
            paramLabel = "PLACE",
            description = "beginning, end, a cursor, or with one --subject a position (default: ${DEFAULT-VALUE})",
            defaultValue = "end")
    private String after = "end";

    @Option(
            names = "--subject",
            paramLabel = "DIGEST",
            split = ",",
            description = "only what refers to it; repeatable, up to 1,000")
    private List<String> subjects = new ArrayList<>();

    @Option(names = "--registry", paramLabel = "NAME", description = "only at this registry; repeatable")
    private List<String> registries = new ArrayList<>();

    @Option(
            names = "--repository",
            paramLabel = "NAME",
            description = "only in repositories of that name, or that such a glob fits: shop/*; repeatable")
    private List<String> repositories = new ArrayList<>();

    @Option(names = "--artifact-type", paramLabel = "TYPE", description = "only of this type; repeatable")
    private List<String> artifactTypes = new ArrayList<>();

    @Option(
            names = "--change",
            paramLabel = "WHAT",
            description = "only what was added, removed or updated; repeatable")
    private List<String> changes = new ArrayList<>();

    @Option(names = "--first-anywhere", description = "only where no other location held the edge")
    private boolean firstAnywhere;

    @Option(names = "--json", description = "prints each event as a line of JSON")
    private boolean json;

    @Mixin
    private ContentOptions content = new ContentOptions();

    @Mixin
    private ServerOption server = new ServerOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        URI feed = server.address(spec.commandLine()).resolve("/api/v1/changes" + query());
        PrintWriter out = spec.commandLine().getOut();
        Colours colours = Colours.of(System.getenv(), ProgressLine.isTerminal());
        UnaryOperator<String> line = json ? event -> event : event -> ShownChange.of(event, colours);
        Progress progress = new Progress(System.err); // The events alone are on stdout.
        try (Foreground foreground = new Foreground(progress)) {
            FollowedFeed followed = FollowedFeed.open(feed, new FollowedFeed.Shown(out, line), progress);
            int exit = foreground.hold(followed, followed::failure);
            followed.cursor().ifPresent(cursor -> progress.say("to go on: --after " + cursor));
            return exit;
        }
    }

    private Query query() {
        Query query = new Query()
                .add("after", after)
                .add("subject", subjects.isEmpty() ? null : String.join(",", subjects))
                .each("registry", registries)
                .each("repository", repositories)
                .each("artifactType", artifactTypes)
                .each("change", changes)
                .add("first", firstAnywhere ? "anywhere" : null);
        content.each(query::add);
        return query;
    }
}
