package dev.backref.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Json;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SweepCommandTest {
    private static final String ASKED = "2026-11-25T12:00:00.000001Z";
    private static final String BEFORE = "2026-11-25T12:00:00Z";
    private static final String SINCE = "2026-11-25T12:00:07Z";
    private static final String REGISTRY = "/api/v1/registries/local";
    private static final String APP = REGISTRY + "/repositories/team/app";
    private static final String FAILING = REGISTRY + "/repositories?failing=true&n=1000";

    private final Vertx vertx = Vertx.vertx();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** By the path with its query: what is answered one after the other, and then the last of it again and again. */
    private final Map<String, Deque<String>> answers = new ConcurrentHashMap<>();

    private final HttpServer server = listen();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void waitsForTheEnumerationThatBeganSinceAndForEveryRepositoryOfIt() {
        accept("");
        says(
                REGISTRY,
                registry(BEFORE, 2, 2),
                registry(SINCE, 3, 1),
                "503 {\"error\":{\"code\":\"UNAVAILABLE\",\"message\":\"restoring\"}}",
                registry(SINCE, 3, 3));
        says(FAILING, page("", failing("old", BEFORE, SINCE)));

        assertThat(sweep("local")).isEqualTo(Exit.DONE);
        assertThat(out.toString()).startsWith("swept 3 of 3 repositories of local in ");
        assertThat(err.toString()).contains("waiting for the repositories to be listed");
        assertThat(asked.stream().filter(REGISTRY::equals)).hasSize(4);
        assertThat(asked.stream().filter(path -> path.contains("repositories"))).containsExactly(FAILING);
    }

    @Test
    void namesTheFirstThatFailedAndCountsTheOthers() {
        accept("");
        says(REGISTRY, registry(SINCE, 30, 30));
        String[] first = new String[15];
        for (int number = 0; number < first.length; number++) {
            first[number] = failing("r" + number, SINCE, SINCE);
        }
        says(FAILING, page(",\"next\":\"c u\"", first));
        says(
                FAILING + "&next=c+u",
                page(
                        "",
                        failing("s", SINCE, SINCE),
                        failing("gone", SINCE, BEFORE),
                        failing("t", SINCE, SINCE),
                        failing("u", SINCE, SINCE),
                        failing("v", SINCE, SINCE),
                        failing("w", SINCE, SINCE),
                        failing("x", SINCE, SINCE),
                        failing("y", SINCE, SINCE)));

        assertThat(sweep("local")).isEqualTo(Exit.FAILED);
        assertThat(out.toString().lines().toList())
                .hasSize(22)
                .first()
                .asString()
                .startsWith("swept 8 of 30 repositories of local in ");
        assertThat(out.toString())
                .contains("  r0: server-error, 500\n", "  s: server-error, 500\n")
                .endsWith("  and 2 more\n")
                .doesNotContain("gone");
    }

    @Test
    void saysThatThereMayBeMore() {
        accept("");
        says(
                REGISTRY,
                registry(SINCE, 0, 0).replace("\"ended\"", "\"trouble\":\"the registry has no catalogue\",\"ended\""));
        says(FAILING, page(""));
        assertThat(sweep("local")).isEqualTo(Exit.DONE);
        assertThat(out.toString())
                .startsWith("swept 0 of 0 repositories of local in ")
                .contains("there may be more", "the registry has no catalogue");
    }

    @Test
    void saysWhyTheRepositoriesCannotBeListed() {
        accept("");
        says(REGISTRY, unlisted(registry(BEFORE, 2, 2), BEFORE), unlisted(registry(BEFORE, 2, 2), SINCE));
        assertThat(sweep("local")).isEqualTo(Exit.FAILED);
        assertThat(out.toString())
                .startsWith("could not list the repositories of local in ")
                .contains("  timed-out, no answer in 30 s, since " + BEFORE + "\n", "is swept all the same");
        assertThat(asked.stream().filter(REGISTRY::equals)).hasSize(2);
        assertThat(asked).doesNotContain(FAILING);
    }

    @Test
    void waitsForASweepOfOneRepositoryThatBeganSince() {
        accept(",\"repository\":\"team/app\"");
        says(
                APP,
                repository("\"swept\":{\"at\":\"" + BEFORE + "\",\"basis\":\"tags\"}"),
                repository("\"sweep\":{\"began\":\"" + SINCE + "\",\"found\":10,\"done\":4}"),
                repository("\"swept\":{\"at\":\"" + SINCE + "\",\"basis\":\"tags\"}"));

        assertThat(sweep("local/team/app")).isEqualTo(Exit.DONE);
        assertThat(out.toString()).startsWith("swept local/team/app in ");
        assertThat(asked.stream().filter(APP::equals)).hasSizeGreaterThanOrEqualTo(3);
        assertThat(asked).doesNotContain(REGISTRY);
    }

    @Test
    void failsWhereARepositoryCouldNotBeSweptSince() {
        accept(",\"repository\":\"team/app\"");
        says(APP, failing("team/app", BEFORE, SINCE), failing("team/app", SINCE, SINCE));
        assertThat(sweep("local/team/app")).isEqualTo(Exit.FAILED);
        assertThat(out.toString())
                .startsWith("could not sweep local/team/app in ")
                .contains("  team/app: server-error, 500");
    }

    @Test
    void doesNotWaitWhenItIsNotTo() {
        accept("");
        assertThat(sweep("local", "--no-wait")).isEqualTo(Exit.DONE);
        assertThat(out.toString()).isEqualTo("asked for a sweep of local at " + ASKED + ": some-id\n");
        assertThat(asked).containsExactly(REGISTRY + "/sweeps");
    }

    @Test
    void tellsByItsExitCodeWhyItDidNotSeeTheEnd() {
        accept("");
        says(REGISTRY, registry(BEFORE, 2, 2));
        assertThat(Backref.run("sweep", "local", "--timeout", "300ms", "--server", address()))
                .as("not in time")
                .isEqualTo(Exit.UNAVAILABLE);
        assertThat(Backref.run("sweep", "nowhere", "--server", address()))
                .as("unknown")
                .isEqualTo(Exit.FAILED);
        says(REGISTRY + "/sweeps", "503 {}");
        assertThat(Backref.run("sweep", "local", "--server", address()))
                .as("not taken")
                .isEqualTo(Exit.UNAVAILABLE);
    }

    private int sweep(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--server";
        all[arguments.length + 1] = address();
        return new CommandLine(new SweepCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all);
    }

    private void accept(String more) {
        says(
                REGISTRY + "/sweeps",
                "202 {\"request\":\"sweep\",\"id\":\"some-id\",\"at\":\"" + ASKED + "\",\"registry\":\"local\"" + more
                        + "}");
    }

    private void says(String path, String... some) {
        answers.put(path, new ArrayDeque<>(List.of(some)));
    }

    private static String registry(String enumeration, long locations, long ended) {
        return "{\"name\":\"local\",\"state\":\"partial\",\"basis\":\"tags\",\"history\":\"unknown\","
                + "\"locations\":{\"all\":9,\"complete\":0,\"partial\":0,\"troubled\":0,\"failing\":0},"
                + "\"enumeration\":{\"at\":\"" + enumeration + "\",\"locations\":" + locations
                + ",\"whole\":true,\"basis\":\"tags\",\"ended\":" + ended + "},"
                + "\"sweeping\":{\"locations\":1,\"found\":20,\"done\":10}}";
    }

    private static String unlisted(String registry, String at) {
        return registry.replace(
                ",\"sweeping\"",
                ",\"unlisted\":{\"since\":\"" + BEFORE + "\",\"at\":\"" + at
                        + "\",\"reason\":\"timed-out\",\"detail\":\"no answer in 30 s\"},\"sweeping\"");
    }

    private static String page(String next, String... repositories) {
        return "{\"registry\":\"local\",\"repositories\":[" + String.join(",", repositories) + "]" + next + "}";
    }

    private static String repository(String more) {
        return "{\"name\":\"team/app\",\"state\":\"unknown\",\"basis\":\"tags\"," + more + "}";
    }

    private static String failing(String name, String at, String enlisted) {
        Map<String, Object> failing =
                new HashMap<>(Map.of("since", BEFORE, "at", at, "reason", "server-error", "detail", "500"));
        return new String(
                Json.write(Map.of(
                        "name", name, "state", "unknown", "basis", "tags", "enlisted", enlisted, "failing", failing)),
                StandardCharsets.UTF_8);
    }

    private String address() {
        return "http://127.0.0.1:" + server.actualPort();
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
        Deque<String> some = answers.getOrDefault(
                request.uri(), new ArrayDeque<>(List.of("404 {\"error\":{\"message\":\"nothing is served here\"}}")));
        String next = some.size() > 1 ? some.removeFirst() : some.getFirst();
        boolean plain = next.startsWith("{");
        request.response()
                .setStatusCode(plain ? 200 : Integer.parseInt(next.substring(0, 3)))
                .end(plain ? next : next.substring(4));
    }
}
