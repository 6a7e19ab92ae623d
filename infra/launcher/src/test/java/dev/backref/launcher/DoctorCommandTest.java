package dev.backref.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {
    private static final String ASKED = "2026-11-25T12:00:00.000001Z";
    private static final String BEFORE = "2026-11-25T12:00:00Z";
    private static final String SINCE = "2026-11-25T12:00:07Z";
    private static final String REGISTRY = "/api/v1/registries/local";
    private static final String GOOD = "{\"check\":\"digest\",\"status\":\"ok\",\"detail\":\"right bytes\"}";
    private static final String BAD = "{\"check\":\"credentials\",\"status\":\"wrong\",\"detail\":\"refused\"}";

    private final Vertx vertx = Vertx.vertx();
    private final StringWriter out = new StringWriter();

    /** By the path: what is answered one after the other, and then the last of it again and again. */
    private final Map<String, Deque<String>> answers = new ConcurrentHashMap<>();

    private final HttpServer server = listen();

    @BeforeEach
    void accept() {
        says(
                REGISTRY + "/examinations",
                "202 {\"request\":\"examination\",\"registry\":\"local\",\"id\":\"mine\",\"at\":\"" + ASKED + "\"}");
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void waitsForItsOwnExaminationAndShowsAllThatIsKnown() {
        says(
                REGISTRY,
                registry(""),
                registry(examination("other", BEFORE, BAD)),
                "503 {\"error\":{\"code\":\"UNAVAILABLE\",\"message\":\"restoring\"}}",
                registry(examination("mine", SINCE, GOOD) + webhook(false)));
        assertThat(doctor()).isEqualTo(Exit.DONE);
        assertThat(out.toString().lines())
                .containsExactly(
                        "  digest   ok           right bytes",
                        "  basis    ok           tags, with the limits untagged-not-listable",
                        "  webhook  ok           the last one came at " + BEFORE,
                        "  sweep    not-checked  there was none yet",
                        "local: nothing is wrong");
    }

    @Test
    void isAnsweredByALaterExaminationOfSomebodyElse() {
        says(REGISTRY, registry(examination("other", SINCE, GOOD)));
        assertThat(doctor()).isEqualTo(Exit.DONE);
        assertThat(out.toString()).contains("none is configured");
    }

    @Test
    void namesWhatIsWrong() {
        says(REGISTRY, registry(examination("mine", SINCE, GOOD + "," + BAD) + webhook(true)));
        assertThat(doctor()).isEqualTo(Exit.FAILED);
        assertThat(out.toString())
                .contains("  credentials  wrong   ", "no webhook for longer than", "none since " + BEFORE)
                .endsWith("local: something is wrong with credentials, webhook" + System.lineSeparator());
    }

    @Test
    void saysWhatCouldNotBeSwept() {
        says(
                REGISTRY,
                registry(examination("mine", SINCE, GOOD) + ",\"enumeration\":{\"at\":\"" + SINCE
                                + "\",\"locations\":9,\"whole\":true,\"basis\":\"tags\",\"ended\":9},\"swept\":\""
                                + SINCE + "\"")
                        .replace("\"failing\":0", "\"failing\":2"));
        assertThat(doctor()).isEqualTo(Exit.FAILED);
        assertThat(out.toString()).contains("2 of 9 repositories could not be swept");
        says(
                REGISTRY,
                registry(examination("mine", SINCE, GOOD) + ",\"enumeration\":{\"at\":\"" + SINCE
                        + "\",\"locations\":9,\"whole\":true,\"basis\":\"tags\",\"ended\":4},\"swept\":\"" + BEFORE
                        + "\""));
        assertThat(doctor()).isEqualTo(Exit.DONE);
        assertThat(out.toString())
                .contains("began at " + BEFORE + ", the one of " + SINCE + " has ended in 4 of 9 repositories");
    }

    @Test
    void saysThatTheRepositoriesCannotBeListed() {
        says(
                REGISTRY,
                registry(examination("mine", SINCE, GOOD) + ",\"unlisted\":{\"since\":\"" + BEFORE + "\",\"at\":\""
                        + SINCE + "\",\"reason\":\"timed-out\",\"detail\":\"no answer in 30 s\"}"));
        assertThat(doctor()).isEqualTo(Exit.FAILED);
        assertThat(out.toString())
                .contains("its repositories cannot be listed since " + BEFORE
                        + ": timed-out, no answer in 30 s; there was no list yet");
    }

    @Test
    void printsWhatIsServed() {
        String served = registry(examination("mine", SINCE, BAD) + ",\"later\":\"field\"");
        says(REGISTRY, served);
        assertThat(doctor("--json")).isEqualTo(Exit.FAILED);
        assertThat(out.toString().strip()).isEqualTo(served);
    }

    @Test
    void tellsByItsExitCodeWhyItDidNotSeeTheEnd() {
        says(REGISTRY, registry(""));
        assertThat(doctor("--timeout", "300ms")).as("not in time").isEqualTo(Exit.UNAVAILABLE);
        assertThat(Backref.run("doctor", "nowhere", "--server", address()))
                .as("unknown")
                .isEqualTo(Exit.FAILED);
        assertThat(Backref.run("doctor", "local/app", "--server", address()))
                .as("no registry")
                .isEqualTo(Exit.USAGE);
        says(REGISTRY + "/examinations", "503 {}");
        assertThat(doctor()).as("not taken").isEqualTo(Exit.UNAVAILABLE);
    }

    private int doctor(String... more) {
        String[] all = new String[more.length + 4];
        all[0] = "doctor";
        all[1] = "local";
        all[2] = "--server";
        all[3] = address();
        System.arraycopy(more, 0, all, 4, more.length);
        return Backref.commandLine().setOut(new PrintWriter(out)).execute(all);
    }

    private void says(String path, String... some) {
        answers.put(path, new ArrayDeque<>(List.of(some)));
    }

    private static String registry(String more) {
        return "{\"name\":\"local\",\"state\":\"partial\",\"basis\":\"tags\",\"limits\":[\"untagged-not-listable\"],"
                + "\"history\":\"unknown\","
                + "\"locations\":{\"all\":9,\"complete\":0,\"partial\":0,\"troubled\":0,\"failing\":0}" + more + "}";
    }

    private static String examination(String id, String at, String findings) {
        return ",\"examination\":{\"id\":\"" + id + "\",\"at\":\"" + at + "\",\"findings\":[" + findings + "]}";
    }

    private static String webhook(boolean silent) {
        return ",\"webhook\":{\"since\":\"" + BEFORE + "\",\"last\":\"" + BEFORE + "\",\"silentAfter\":60,\"silent\":"
                + silent + "}";
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
        Deque<String> some = answers.getOrDefault(
                request.uri(), new ArrayDeque<>(List.of("404 {\"error\":{\"message\":\"nothing is served here\"}}")));
        String next = some.size() > 1 ? some.removeFirst() : some.getFirst();
        boolean plain = next.startsWith("{");
        request.response()
                .setStatusCode(plain ? 200 : Integer.parseInt(next.substring(0, 3)))
                .end(plain ? next : next.substring(4));
    }
}
