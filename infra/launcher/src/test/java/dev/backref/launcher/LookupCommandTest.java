package dev.backref.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookupCommandTest {
    private static final String SUBJECT = "sha256:" + "a".repeat(64);
    private static final String ANSWER = "{\"what\":\"is known\"}";

    private final Vertx vertx = Vertx.vertx();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private volatile int status = 200;
    private final HttpServer server = listen();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void asksWithoutParametersWhereNoneAreGiven() {
        assertThat(lookup()).isEqualTo(Exit.DONE);
        assertThat(asked).containsExactly("/api/v1/subjects/" + SUBJECT);
        assertThat(out.toString().strip()).isEqualTo(ANSWER);
    }

    @Test
    void handsOnWhatIsAskedFor() {
        String given = "--registry hub --registry mirror --repository team/app --artifact-type application/a+json"
                + " --scope homes --refresh 5 --n 7 --next a&b";
        assertThat(lookup(given.split(" "))).isEqualTo(Exit.DONE);
        assertThat(asked)
                .containsExactly("/api/v1/subjects/" + SUBJECT + "?registry=hub&registry=mirror&repository=team%2Fapp"
                        + "&artifactType=application%2Fa%2Bjson&scope=homes&refresh=5&n=7&next=a%26b");
    }

    @ParameterizedTest
    @CsvSource({"400, 1", "503, 69"})
    void complainsWithTheWordsOfTheServer(int answered, int exit) {
        status = answered;
        assertThat(lookup("--scope", "everything")).isEqualTo(exit);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().strip()).isEqualTo(ANSWER);
    }

    private HttpServer listen() {
        return vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private void answer(HttpServerRequest request) {
        asked.add(request.uri());
        request.response().setStatusCode(status).end(ANSWER);
    }

    private int lookup(String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("lookup", SUBJECT, "--server", "http://127.0.0.1:" + server.actualPort()));
        arguments.addAll(List.of(options));
        return Backref.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
    }
}
