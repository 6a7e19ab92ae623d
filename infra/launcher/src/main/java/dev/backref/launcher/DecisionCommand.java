package dev.backref.launcher;

import dev.backref.launcher.server.NotNow;
import dev.backref.launcher.server.RunningServer;
import dev.backref.launcher.standalone.StartupFailure;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "decision",
        description = "Asks a running Backref for the record of a decision that it kept, and prints it as JSON.",
        mixinStandardHelpOptions = true)
final class DecisionCommand implements Callable<Integer> {
    private static final int OK = 200;
    private static final int NOT_NOW = 503;

    @Parameters(index = "0", paramLabel = "ID", description = "as gate --record printed it")
    private String id = "";

    @Option(names = "--in-toto", description = "As an in-toto statement of which it is the predicate.")
    private boolean inToto;

    @Mixin
    private ServerOption server = new ServerOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        String path = "/api/v1/decisions/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
        try {
            HttpResponse<byte[]> answer = new RunningServer(server.address(spec.commandLine()))
                    .ask(path + (inToto ? "?format=in-toto" : ""), Duration.ZERO);
            if (answer.statusCode() == OK) {
                say(spec.commandLine().getOut(), new String(answer.body(), StandardCharsets.UTF_8));
                return Exit.DONE;
            }
            say(spec.commandLine().getErr(), "backref: " + RunningServer.message(answer));
            return answer.statusCode() == NOT_NOW ? Exit.UNAVAILABLE : Exit.FAILED;
        } catch (NotNow unreachable) {
            throw new StartupFailure(String.valueOf(unreachable.getMessage()));
        }
    }

    private static void say(PrintWriter to, String text) {
        to.println(text);
        to.flush();
    }
}
