package dev.backref.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
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

    private final PlayedServer server = new PlayedServer();
    private final StringWriter out = new StringWriter();

    @BeforeEach
    void accept() {
        server.says(
                REGISTRY + "/examinations",
                "202 {\"request\":\"examination\",\"registry\":\"local\",\"id\":\"mine\",\"at\":\"" + ASKED + "\"}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void waitsForItsOwnExaminationAndShowsAllThatIsKnown() {
        server.says(
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
        server.says(REGISTRY, registry(examination("other", SINCE, GOOD)));
        assertThat(doctor()).isEqualTo(Exit.DONE);
        assertThat(out.toString()).contains("none is configured");
    }

    @Test
    void namesWhatIsWrong() {
        server.says(REGISTRY, registry(examination("mine", SINCE, GOOD + "," + BAD) + webhook(true)));
        assertThat(doctor()).isEqualTo(Exit.FAILED);
        assertThat(out.toString())
                .contains("  credentials  wrong   ", "no webhook for longer than", "none since " + BEFORE)
                .endsWith("local: something is wrong with credentials, webhook" + System.lineSeparator());
    }

    @Test
    void saysWhatCouldNotBeSwept() {
        server.says(
                REGISTRY,
                registry(examination("mine", SINCE, GOOD) + ",\"enumeration\":{\"at\":\"" + SINCE
                                + "\",\"locations\":9,\"whole\":true,\"basis\":\"tags\",\"ended\":9},\"swept\":\""
                                + SINCE + "\"")
                        .replace("\"failing\":0", "\"failing\":2"));
        assertThat(doctor()).isEqualTo(Exit.FAILED);
        assertThat(out.toString()).contains("2 of 9 repositories could not be swept");
        server.says(
                REGISTRY,
                registry(examination("mine", SINCE, GOOD) + ",\"enumeration\":{\"at\":\"" + SINCE
                        + "\",\"locations\":9,\"whole\":true,\"basis\":\"tags\",\"ended\":4},\"swept\":\"" + BEFORE
                        + "\""));
        assertThat(doctor()).isEqualTo(Exit.DONE);
        assertThat(out.toString())
                .contains("began at " + BEFORE + ", the one of " + SINCE + " has ended in 4 of 9 repositories");
    }

    @Test
    void saysThatWebhooksAreMissingAndWhatCouldNotBeLookedAt() {
        server.says(
                REGISTRY,
                registry(
                                examination("mine", SINCE, GOOD) + webhook(false) + ",\"broken\":{\"since\":\"" + BEFORE
                                        + "\",\"reason\":\"unannounced\",\"detail\":\"local/app:v1\"},\"reason\":\"unresolved\"")
                        .replace("\"troubled\":0", "\"troubled\":3"));
        assertThat(doctor()).isEqualTo(Exit.FAILED);
        assertThat(out.toString())
                .contains(
                        "not all was announced since " + BEFORE + ": unannounced, local/app:v1",
                        "3 of 9 repositories have something that could not be looked at, or was rejected: unresolved")
                .endsWith("local: something is wrong with webhook, content" + System.lineSeparator());
    }

    @Test
    void saysThatTheRepositoriesCannotBeListed() {
        server.says(
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
        server.says(REGISTRY, served);
        assertThat(doctor("--json")).isEqualTo(Exit.FAILED);
        assertThat(out.toString().strip()).isEqualTo(served);
    }

    @Test
    void tellsByItsExitCodeWhyItDidNotSeeTheEnd() {
        server.says(REGISTRY, registry(""));
        assertThat(doctor("--timeout", "300ms")).as("not in time").isEqualTo(Exit.UNAVAILABLE);
        assertThat(Backref.run("doctor", "nowhere", "--server", server.address()))
                .as("unknown")
                .isEqualTo(Exit.FAILED);
        assertThat(Backref.run("doctor", "local/app", "--server", server.address()))
                .as("no registry")
                .isEqualTo(Exit.USAGE);
        server.says(REGISTRY + "/examinations", "503 {}");
        assertThat(doctor()).as("not taken").isEqualTo(Exit.UNAVAILABLE);
    }

    private int doctor(String... more) {
        String[] all = new String[more.length + 4];
        all[0] = "doctor";
        all[1] = "local";
        all[2] = "--server";
        all[3] = server.address();
        System.arraycopy(more, 0, all, 4, more.length);
        return Backref.commandLine().setOut(new PrintWriter(out)).execute(all);
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
}
