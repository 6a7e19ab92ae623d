package dev.backref.ingest.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.registry.Account.Helper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A docker credential helper: {@code docker-credential-<name> get}, the server on its input, {@code {"ServerURL": …,
 * "Username": …, "Secret": …}} on its output (docker/docker-credential-helpers). It runs on a worker thread, in bounded time
 * and with bounded output.
 */
final class HelperProgram {
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final int LONGEST_WORDS = 200;
    /** The user name that says that the secret is an identity token. */
    private static final String TOKEN = "<token>";
    /** What the library that helpers are made with says where there is nothing; docker goes on as nobody then. */
    private static final String NONE = "credentials not found in native keychain";

    private final Vertx vertx;
    private final Helper helper;
    private final Duration timeout;

    HelperProgram(Vertx vertx, Helper helper, Duration timeout) {
        this.vertx = vertx;
        this.helper = helper;
        this.timeout = timeout;
    }

    /** What it says for a server; nothing where it has nothing. Fails with {@link Unanswered}. */
    Future<Optional<Credentials>> get(String server) {
        return vertx.executeBlocking(() -> ask(server), false);
    }

    /** The same where there must be something. */
    Future<Optional<Credentials>> require(String server) {
        return get(server)
                .compose(found -> found.isPresent()
                        ? Future.succeededFuture(found)
                        : Future.failedFuture(failed("has no credentials for " + server)));
    }

    private Optional<Credentials> ask(String server) throws Unanswered {
        Path program = helper.programs().find(helper.program()).orElseThrow(() -> failed("is nowhere on the PATH"));
        ProgramRun run;
        try {
            run = ProgramRun.of(program, "get", server, timeout);
        } catch (IOException unusable) {
            throw failed(String.valueOf(unusable.getMessage()));
        }
        if (run.status() == 0) {
            return Optional.of(credentials(run.output()));
        }
        if (run.output().strip().equals(NONE)) {
            return Optional.empty();
        }
        throw failed("ended with " + run.status() + words(run));
    }

    private Credentials credentials(String output) throws Unanswered {
        JsonNode answer = json(output).orElseThrow(() -> failed("answered no JSON"));
        String name = answer.path("Username").asText();
        String secret = answer.path("Secret").asText();
        if (secret.isEmpty()) {
            throw failed("answered no Secret");
        }
        return name.equals(TOKEN) ? Credentials.identityToken(name, secret) : Credentials.password(name, secret);
    }

    /** What it says went wrong: on its error output or, as the library has it, on the other one. */
    private static String words(ProgramRun run) {
        String secret =
                json(run.output()).map(answer -> answer.path("Secret").asText()).orElse("");
        // An answer that is cut off, or none that we know, may hold a secret as well.
        String output = run.output().contains("{") ? "" : run.output();
        String said = run.errors().isBlank() ? output : run.errors();
        String shown = secret.isEmpty() ? said : said.replace(secret, "…");
        String line = shown.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
        return line.isEmpty() ? "" : ": " + line.substring(0, Math.min(LONGEST_WORDS, line.length()));
    }

    private static Optional<JsonNode> json(String output) {
        try {
            return Optional.of(Json.read(output.getBytes(StandardCharsets.UTF_8), JsonNode.class))
                    .filter(JsonNode::isObject);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private Unanswered failed(String what) {
        return Credentials.unusable(helper.program() + " " + what);
    }
}
