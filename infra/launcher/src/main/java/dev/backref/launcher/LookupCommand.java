package dev.backref.launcher;

import dev.backref.ingest.contract.Digest;
import dev.backref.launcher.standalone.InWords;
import dev.backref.launcher.standalone.StartupFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "lookup",
        description = "Asks a running Backref what refers to a digest, and prints its JSON answer.",
        mixinStandardHelpOptions = true)
final class LookupCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final int NOT_NOW = 503;

    @Parameters(index = "0", paramLabel = "DIGEST", description = "such as sha256:…")
    private String digest = "";

    @Mixin
    private ServerOption server = new ServerOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        Digest subject = Digest.tryParse(digest)
                .orElseThrow(() -> new ParameterException(spec.commandLine(), "not a digest: \"" + digest + "\""));
        URI address = server.address(spec.commandLine());
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/api/v1/subjects/" + subject))
                .timeout(PATIENCE)
                .build();
        try {
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            PrintWriter to = answer.statusCode() == OK
                    ? spec.commandLine().getOut()
                    : spec.commandLine().getErr();
            to.println(answer.body());
            to.flush();
            return exit(answer.statusCode());
        } catch (IOException unreachable) {
            throw new StartupFailure("no Backref answers at " + address + ": " + InWords.of(unreachable));
        }
    }

    private static int exit(int status) {
        if (status == OK) {
            return Exit.DONE;
        }
        return status == NOT_NOW ? Exit.UNAVAILABLE : Exit.FAILED;
    }
}
