package dev.backref.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GetCommandTest {
    private static final String SUBJECT = "sha256:" + "a".repeat(64);
    private static final String PATH = "/api/v1/subjects/" + SUBJECT;
    private static final String QUERY = "?registry=hub&registry=mirror&repository=team%2Fapp"
            + "&artifactType=application%2Fa%2Bjson&kind=sbom&kind=vex&predicateType=https%3A%2F%2Fa"
            + "&annotation=team%3Da%3Db&scope=homes&newerThan=7d&platforms=inherit&refresh=5&n=7&next=a%26b";
    private static final String ANSWER = "{\"what\":\"is known\"}";

    private final PlayedServer server = new PlayedServer();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void asksWithoutParametersWhereNoneAreGiven() {
        server.says(PATH, ANSWER);
        assertThat(get("--json")).isEqualTo(Exit.DONE);
        assertThat(server.asked()).containsExactly(PATH);
        assertThat(out.toString().strip()).isEqualTo(ANSWER);
    }

    @Test
    void handsOnWhatIsAskedFor() {
        String given = "--registry hub --registry mirror --repository team/app --artifact-type application/a+json"
                + " --kind sbom --kind vex --predicate-type https://a --annotation team=a=b"
                + " --scope homes --newer-than 7d --platforms inherit --refresh 5 --n 7 --next a&b";
        server.says(PATH + QUERY, ANSWER);
        assertThat(get(given.split(" "))).isEqualTo(Exit.DONE);
        assertThat(server.asked()).containsExactly(PATH + QUERY);
    }

    @Test
    void asksForOnePlaceWhereTheDigestStandsBehindOne() {
        server.saysOtherwise(ANSWER);
        assertThat(run(List.of("get", "hub/team/app@" + SUBJECT, "--server", server.address())))
                .isEqualTo(Exit.DONE);
        assertThat(server.asked()).containsExactly(PATH + "?registry=hub&repository=team%2Fapp");
        assertThat(run(List.of("get", "hub/team/app@" + SUBJECT, "--registry", "mirror")))
                .isEqualTo(Exit.USAGE);
        assertThat(run(List.of("get", "hub/TEAM@" + SUBJECT))).isEqualTo(Exit.USAGE);
        assertThat(run(List.of("get", "hub/team@latest"))).isEqualTo(Exit.USAGE);
        assertThat(err.toString()).contains("not a digest, nor registry/repository@digest: \"hub/team@latest\"");
    }

    @Test
    void saysInASentenceWhatTheServerRefuses() {
        server.saysOtherwise("400 {\"error\":{\"message\":\"scope: is none\"}}");
        assertThat(get()).isEqualTo(Exit.FAILED);
        assertThat(err.toString().strip()).isEqualTo("backref: scope: is none");
    }

    @ParameterizedTest
    @CsvSource({
        "--n, 5, nothing that is known refers to it",
        "--kind, sbom, nothing more that is known fits what was asked for"
    })
    void saysWithFiltersThatTheyMayBeWhy(String option, String value, String words) {
        server.saysOtherwise("{\"referrers\":[],\"completeness\":{}}");
        assertThat(get(option, value)).isEqualTo(Exit.DONE);
        assertThat(out.toString().lines()).startsWith(words);
    }

    @Test
    void tellsTheTerminalNothingThatOthersWrote() {
        server.saysOtherwise("502 \u001b]0;mine\u0007{\u202e");
        assertThat(get()).isEqualTo(Exit.FAILED);
        assertThat(get("--json")).isEqualTo(Exit.FAILED);
        assertThat(err.toString()).contains("answers 502:  ]0;mine {").doesNotContain("\u001b", "\u0007", "\u202e");
    }

    @ParameterizedTest
    @CsvSource({"400, 1", "503, 69"})
    void complainsWithTheWordsOfTheServer(int answered, int exit) {
        server.says(PATH + "?scope=everything", answered + " " + ANSWER);
        assertThat(get("--json", "--scope", "everything")).isEqualTo(exit);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().strip()).isEqualTo(ANSWER);
    }

    @Test
    void cannotTellFromAConfigurationWhichFreePortItIs(@TempDir Path folder) throws IOException {
        Path config = Files.writeString(
                folder.resolve("backref.yaml"),
                "http: {port: 0}\nregistries: [{name: local, url: 'http://127.0.0.1:5000'}]\n");
        assertThat(run(List.of("get", SUBJECT, "--config", config.toString()))).isEqualTo(Exit.USAGE);
        assertThat(err.toString())
                .contains("http.port in " + config + " is 0, for any free port: say with --server where Backref is");
    }

    private int get(String... options) {
        List<String> arguments = new ArrayList<>(List.of("get", SUBJECT, "--server", server.address()));
        arguments.addAll(List.of(options));
        return run(arguments);
    }

    private int run(List<String> arguments) {
        return Backref.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
    }
}
