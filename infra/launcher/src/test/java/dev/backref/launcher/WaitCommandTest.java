package dev.backref.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitCommandTest {
    private static final String SUBJECT = "sha256:" + "a".repeat(64);
    private static final String PATH = "/api/v1/subjects/" + SUBJECT + "?require=";
    private static final String AT_ITS_LONGEST = "&wait=60000ms";

    private final PlayedServer server = new PlayedServer();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void asksAgainUntilItIsThere() {
        server.says(
                PATH + "signed%28sbom%29&require=vex%3C1d&scope=homes" + AT_ITS_LONGEST,
                decision("unknown"),
                "503 {}",
                decision("unsatisfied"),
                decision("satisfied"));
        assertThat(await("--require", "signed(sbom)", "--require", "vex<1d", "--scope", "homes", "--timeout", "1h"))
                .isEqualTo(0);
        assertThat(server.asked()).hasSize(4);
        assertThat(out.toString().strip().split(" +")).containsExactly("satisfied", SUBJECT);
    }

    @ParameterizedTest
    @CsvSource({"unsatisfied, 1", "unknown, 2"})
    void saysHowItStandsAtTheEnd(String outcome, int exit) {
        server.saysOtherwise(decision(outcome));
        assertThat(await("--require", "sbom", "--timeout", "5s", "--json")).isEqualTo(exit);
        assertThat(server.asked()).hasSize(1);
        assertThat(out.toString().strip()).isEqualTo(decision(outcome));
    }

    @Test
    void doesNotKnowWhereNobodyAnswersToTheEnd() {
        assertThat(run(List.of(
                        "wait", SUBJECT, "--require", "sbom", "--timeout", "10ms", "--server", "http://127.0.0.1:1")))
                .isEqualTo(2);
        assertThat(err.toString()).startsWith("backref: unknown: no Backref answers at http://127.0.0.1:1");
    }

    @Test
    void isMisusedWithWhatCannotBeDecided() {
        server.saysOtherwise("400 {\"error\":{\"message\":\"require: no\"}}");
        assertThat(await("--require", "sbum")).isEqualTo(3);
        assertThat(err.toString().strip()).isEqualTo("backref: require: no");
        assertThat(await("--require", "sbom", "--timeout", "soon")).isEqualTo(3);
        assertThat(await()).isEqualTo(3);
    }

    private static String decision(String outcome) {
        return "{\"subject\":\"" + SUBJECT + "\",\"outcome\":\"" + outcome + "\"}";
    }

    private int await(String... options) {
        List<String> all = new ArrayList<>(List.of("wait", SUBJECT, "--server", server.address()));
        all.addAll(List.of(options));
        return run(all);
    }

    private int run(List<String> arguments) {
        return Backref.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
    }
}
