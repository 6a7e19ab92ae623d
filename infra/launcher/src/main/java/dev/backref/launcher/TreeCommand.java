package dev.backref.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import dev.backref.launcher.server.NotNow;
import dev.backref.launcher.server.RunningServer;
import dev.backref.launcher.shown.ShownGraph;
import dev.backref.launcher.standalone.StartupFailure;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "tree",
        description = {
            "Asks a running Backref what is around a digest, and prints it as a tree, with how much is known.",
            "A line is evidence, with its kinds and its type, or what a manifest is to the one above: index, child, base or"
                    + " derived. At …, --depth ends; (see there) stands where it goes on elsewhere in the tree."
        },
        mixinStandardHelpOptions = true)
final class TreeCommand implements Callable<Integer> {
    private static final int PAGE = 1_000;

    /** More is nothing to look at; the API gives it all. */
    private static final int MOST_PAGES = 10;

    @Parameters(index = "0", paramLabel = "DIGEST", description = "such as sha256:…")
    private String digest = "";

    @Option(names = "--depth", paramLabel = "NUMBER", description = "How far to go, 1 to 5 (default: 3).")
    private @Nullable Integer depth;

    @Option(
            names = "--follow",
            paramLabel = "WAY",
            description = "referrer, index, child, base or derived; given again, those too (default: all).")
    private List<String> ways = new ArrayList<>();

    @Option(names = "--json", description = "Prints the answers as they are, each page a line.")
    private boolean json;

    @Mixin
    private ServerOption server = new ServerOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        String path = "/api/v1/subjects/" + RequireOptions.digest(spec.commandLine(), digest) + "/graph";
        RunningServer running = new RunningServer(server.address(spec.commandLine()));
        try {
            JsonNode page = running.get(path + query(null), JsonNode.class);
            ShownGraph graph = new ShownGraph(page);
            print(page);
            int pages = 1;
            while (page.hasNonNull("next") && pages < MOST_PAGES) {
                page = running.get(path + query(page.path("next").asText()), JsonNode.class);
                graph.add(page);
                print(page);
                pages++;
            }
            return end(graph, page);
        } catch (NotNow unreachable) {
            throw new StartupFailure(String.valueOf(unreachable.getMessage()));
        }
    }

    private Query query(@Nullable String next) {
        return new Query()
                .each("follow", ways)
                .add("depth", depth)
                .add("n", PAGE)
                .add("next", next);
    }

    private void print(JsonNode page) {
        if (json) {
            spec.commandLine().getOut().println(new String(Json.write(page), StandardCharsets.UTF_8));
            spec.commandLine().getOut().flush();
        }
    }

    private int end(ShownGraph graph, JsonNode last) {
        if (!json) {
            PrintWriter out = spec.commandLine().getOut();
            graph.lines().forEach(out::println);
            out.flush();
        }
        if (last.hasNonNull("next")) {
            spec.commandLine()
                    .getErr()
                    .println("backref: there is more than is shown: ask with a smaller --depth,"
                            + " or --follow fewer ways");
            return Exit.FAILED;
        }
        return Exit.DONE;
    }
}
