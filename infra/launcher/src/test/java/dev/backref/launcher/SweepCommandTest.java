package dev.backref.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
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

    private final PlayedServer server = new PlayedServer();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void waitsForTheEnumerationThatBeganSinceAndForEveryRepositoryOfIt() {
        accept("");
        server.says(
                REGISTRY,
                registry(BEFORE, 2, 2),
                registry(SINCE, 3, 1),
                "503 {\"error\":{\"code\":\"UNAVAILABLE\",\"message\":\"restoring\"}}",
                registry(SINCE, 3, 3));
        server.says(FAILING, page("", failing("old", BEFORE, SINCE)));

        assertThat(sweep("local")).isEqualTo(Exit.DONE);
        assertThat(out.toString()).startsWith("swept 3 of 3 repositories of local in ");
        assertThat(err.toString()).contains("waiting for the repositories to be listed");
        assertThat(server.asked().stream().filter(REGISTRY::equals)).hasSize(4);
        assertThat(server.asked().stream().filter(path -> path.contains("repositories")))
                .containsExactly(FAILING);
    }

    @Test
    void namesTheFirstThatFailedAndCountsTheOthers() {
        accept("");
        server.says(REGISTRY, registry(SINCE, 30, 30));
        String[] first = new String[15];
        for (int number = 0; number < first.length; number++) {
            first[number] = failing("r" + number, SINCE, SINCE);
        }
        server.says(FAILING, page(",\"next\":\"c u\"", first));
        server.says(
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
        server.says(
                REGISTRY,
                registry(SINCE, 0, 0).replace("\"ended\"", "\"trouble\":\"the registry has no catalogue\",\"ended\""));
        server.says(FAILING, page(""));
        assertThat(sweep("local")).isEqualTo(Exit.DONE);
        assertThat(out.toString())
                .startsWith("swept 0 of 0 repositories of local in ")
                .contains("there may be more", "the registry has no catalogue");
    }

    @Test
    void saysWhyTheRepositoriesCannotBeListed() {
        accept("");
        server.says(REGISTRY, unlisted(registry(BEFORE, 2, 2), BEFORE), unlisted(registry(BEFORE, 2, 2), SINCE));
        assertThat(sweep("local")).isEqualTo(Exit.FAILED);
        assertThat(out.toString())
                .startsWith("could not list the repositories of local in ")
                .contains("  timed-out, no answer in 30 s, since " + BEFORE + "\n", "is swept all the same");
        assertThat(server.asked().stream().filter(REGISTRY::equals)).hasSize(2);
        assertThat(server.asked()).doesNotContain(FAILING);
    }

    @Test
    void waitsForASweepOfOneRepositoryThatBeganSince() {
        accept(",\"repository\":\"team/app\"");
        server.says(
                APP,
                repository("\"swept\":{\"at\":\"" + BEFORE + "\",\"basis\":\"tags\"}"),
                repository("\"sweep\":{\"began\":\"" + SINCE + "\",\"found\":10,\"done\":4}"),
                repository("\"swept\":{\"at\":\"" + SINCE + "\",\"basis\":\"tags\"}"));

        assertThat(sweep("local/team/app")).isEqualTo(Exit.DONE);
        assertThat(out.toString()).startsWith("swept local/team/app in ");
        assertThat(server.asked().stream().filter(APP::equals)).hasSizeGreaterThanOrEqualTo(3);
        assertThat(server.asked()).doesNotContain(REGISTRY);
    }

    @Test
    void failsWhereARepositoryCouldNotBeSweptSince() {
        accept(",\"repository\":\"team/app\"");
        server.says(APP, failing("team/app", BEFORE, SINCE), failing("team/app", SINCE, SINCE));
        assertThat(sweep("local/team/app")).isEqualTo(Exit.FAILED);
        assertThat(out.toString())
                .startsWith("could not sweep local/team/app in ")
                .contains("  team/app: server-error, 500");
    }

    @Test
    void failsWhereTheRegistryHasNoSuchRepository() {
        accept(",\"repository\":\"team/app\"");
        server.says(
                APP,
                failing("team/app", SINCE, SINCE).replace("server-error", "not-found"),
                repository("\"swept\":{\"at\":\"" + SINCE + "\",\"basis\":\"tags\"},\"gone\":\"" + SINCE + "\""));
        assertThat(sweep("local/team/app")).isEqualTo(Exit.FAILED);
        assertThat(out.toString())
                .startsWith("could not sweep local/team/app in ")
                .contains("  team/app: not-found, the registry has no such repository");
        assertThat(server.asked().stream().filter(APP::equals)).hasSizeGreaterThan(1);
    }

    @Test
    void doesNotWaitWhenItIsNotTo() {
        accept("");
        assertThat(sweep("local", "--no-wait")).isEqualTo(Exit.DONE);
        assertThat(out.toString()).isEqualTo("asked for a sweep of local at " + ASKED + ": some-id\n");
        assertThat(server.asked()).containsExactly(REGISTRY + "/sweeps");
    }

    @Test
    void tellsByItsExitCodeWhyItDidNotSeeTheEnd() {
        accept("");
        server.says(REGISTRY, registry(BEFORE, 2, 2));
        assertThat(Backref.run("sweep", "local", "--timeout", "300ms", "--server", server.address()))
                .as("not in time")
                .isEqualTo(Exit.UNAVAILABLE);
        assertThat(Backref.run("sweep", "nowhere", "--server", server.address()))
                .as("unknown")
                .isEqualTo(Exit.FAILED);
        server.says(REGISTRY + "/sweeps", "503 {}");
        assertThat(Backref.run("sweep", "local", "--server", server.address()))
                .as("not taken")
                .isEqualTo(Exit.UNAVAILABLE);
    }

    private int sweep(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--server";
        all[arguments.length + 1] = server.address();
        return new CommandLine(new SweepCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all);
    }

    private void accept(String more) {
        server.says(
                REGISTRY + "/sweeps",
                "202 {\"request\":\"sweep\",\"id\":\"some-id\",\"at\":\"" + ASKED + "\",\"registry\":\"local\"" + more
                        + "}");
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
        Map<String, Object> failing = new HashMap<>(
                Map.of("since", BEFORE, "at", SINCE, "began", at, "reason", "server-error", "detail", "500"));
        return new String(
                Json.write(Map.of(
                        "name", name, "state", "unknown", "basis", "tags", "enlisted", enlisted, "failing", failing)),
                StandardCharsets.UTF_8);
    }
}
