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
import org.junit.jupiter.params.provider.ValueSource;

class GateCommandTest {
    private static final String SUBJECT = "sha256:" + "a".repeat(64);
    private static final String OTHER = "sha256:" + "b".repeat(64);
    private static final String PATH = "/api/v1/gate";

    private final PlayedServer server = new PlayedServer();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"satisfied, 0", "unsatisfied, 1", "unknown, 2"})
    void exitsWithWhatWasDecided(String outcome, int exit) {
        server.says(
                PATH,
                "{\"outcome\":\"" + outcome + "\",\"decisions\":[{\"subject\":\"" + SUBJECT + "\",\"outcome\":\""
                        + outcome + "\"}]}");
        assertThat(gate(SUBJECT, "--require", "sbom")).isEqualTo(exit);
        assertThat(out.toString().strip().split(" +")).containsExactly(outcome, SUBJECT);
    }

    @Test
    void handsOnWhatIsRequired() {
        server.says(PATH, "{\"outcome\":\"satisfied\",\"decisions\":[]}");
        assertThat(gate((SUBJECT + " " + OTHER + " --require sbom,vex --require @pom.xml --registry hub --registry"
                                + " mirror --repository team/app --scope homes --max-age 1d")
                        .split(" ")))
                .isEqualTo(0);
        assertThat(server.bodies())
                .containsExactly("{\"subjects\":[\"" + SUBJECT + "\",\"" + OTHER
                        + "\"],\"require\":[\"sbom,vex\",\"@pom.xml\"],\"registry\":[\"hub\",\"mirror\"],"
                        + "\"repository\":[\"team/app\"],\"scope\":[\"homes\"],\"maxAge\":[\"1d\"]}");
    }

    @Test
    void asksForRecordsAndPrintsTheirIds() {
        server.says(
                PATH,
                ("{'outcome':'satisfied','decisions':[{'subject':'" + SUBJECT
                                + "','outcome':'satisfied','record':'1-2-ab'}]}")
                        .replace('\'', '"'));
        assertThat(gate(SUBJECT, "--require", "sbom", "--record", "--review-by", "90d"))
                .isEqualTo(0);
        assertThat(out.toString().lines()).containsExactly("satisfied    " + SUBJECT, "  record: 1-2-ab");
        assertThat(server.bodies())
                .containsExactly("{\"subjects\":[\"" + SUBJECT
                        + "\"],\"require\":[\"sbom\"],\"record\":[\"true\"],\"reviewBy\":[\"90d\"]}");
    }

    @Test
    void handsOnImagesAndSaysWhatTheyAre() {
        server.says(
                PATH,
                ("{'outcome':'unknown','decisions':[{'subject':'" + SUBJECT
                                + "','outcome':'satisfied','image':{'name':'local/app:1.2'}},"
                                + "{'image':{'name':'local/app:none'},'outcome':'unknown','missing':['sbom'],"
                                + "'reason':'no such tag'}]}")
                        .replace('\'', '"'));
        assertThat(gate("local/app:1.2", "local/app:none", "--require", "sbom")).isEqualTo(2);
        assertThat(server.bodies())
                .containsExactly("{\"subjects\":[\"local/app:1.2\",\"local/app:none\"],\"require\":[\"sbom\"]}");
        assertThat(out.toString().lines())
                .containsExactly(
                        "satisfied    " + SUBJECT,
                        "  image: local/app:1.2",
                        "unknown      local/app:none  missing: sbom",
                        "  no such tag");
    }

    @Test
    void printsARecordInEitherForm() {
        server.says("/api/v1/decisions/1-2-ab", "{\"id\":\"1-2-ab\"}");
        server.says("/api/v1/decisions/1-2-ab?format=in-toto", "{\"_type\":\"…\"}");
        server.says("/api/v1/decisions/9-9-ab", "404 {\"error\":{\"message\":\"no decision\"}}");
        server.says("/api/v1/decisions/8-8-ab", "503 {\"error\":{\"message\":\"no broker\"}}");
        assertThat(decision("1-2-ab")).isEqualTo(Exit.DONE);
        assertThat(decision("1-2-ab", "--in-toto")).isEqualTo(Exit.DONE);
        assertThat(decision("9-9-ab")).isEqualTo(Exit.FAILED);
        assertThat(decision("8-8-ab")).isEqualTo(Exit.UNAVAILABLE);
        assertThat(out.toString().lines()).containsExactly("{\"id\":\"1-2-ab\"}", "{\"_type\":\"…\"}");
        assertThat(err.toString().lines()).containsExactly("backref: no decision", "backref: no broker");
    }

    @Test
    void saysWhatIsMissingAndWhatIsNotKnown() {
        server.says(
                PATH,
                ("{'outcome':'unknown','decisions':[{'subject':'" + SUBJECT + "','outcome':'unknown','missing':['sbom',"
                                + "'vex'],'require':[{'term':'sbom','reason':'throttled','notCounted':[{'digest':'"
                                + OTHER
                                + "','why':'lapsed'}]}]}]}")
                        .replace('\'', '"'));
        assertThat(gate(SUBJECT, "--require", "sbom,vex")).isEqualTo(2);
        assertThat(out.toString().lines())
                .containsExactly(
                        "unknown      " + SUBJECT + "  missing: sbom, vex",
                        "  sbom: throttled",
                        "  sbom: " + OTHER + " is not counted: lapsed");
    }

    @Test
    void printsTheAnswerAsItIs() {
        String answer = "{\"outcome\":\"satisfied\",\"decisions\":[]}";
        server.says(PATH, answer);
        assertThat(gate(SUBJECT, "--require", "sbom", "--json")).isEqualTo(0);
        assertThat(out.toString().strip()).isEqualTo(answer);
    }

    /** What is no decision is never the exit code of one that says yes, or that something is known to be missing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "503 {\"error\":{\"message\":\"the rows are moving\"}}",
                "500 nonsense",
                "404 nothing here",
                "{\"outcome\":\"yes\"}",
                "200 nonsense"
            })
    void doesNotKnowWhereNothingWasDecided(String answer) {
        server.says(PATH, answer);
        assertThat(gate(SUBJECT, "--require", "sbom")).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("backref: unknown: ");
    }

    @Test
    void doesNotKnowWhereNobodyAnswers() {
        assertThat(run(List.of("gate", SUBJECT, "--require", "sbom", "--server", "http://127.0.0.1:1")))
                .isEqualTo(2);
        assertThat(err.toString()).startsWith("backref: unknown: no Backref answers at http://127.0.0.1:1");
    }

    @Test
    void isMisusedWithWhatCannotBeDecided() {
        server.says(PATH, "400 {\"error\":{\"message\":\"require: not a kind of evidence: sbum\"}}");
        assertThat(gate(SUBJECT, "--require", "sbum")).isEqualTo(3);
        assertThat(err.toString().strip()).isEqualTo("backref: require: not a kind of evidence: sbum");
        assertThat(gate("sha256:a", "--require", "sbom")).isEqualTo(3);
        assertThat(gate(SUBJECT)).isEqualTo(3);
        assertThat(gate("--require", "sbom")).isEqualTo(3);
    }

    /** A variable that was to hold a digest can hold anything. */
    @ParameterizedTest
    @ValueSource(strings = {"gate --help", "gate -V", "wait --help", "wait -V", "gate -h --require sbom"})
    void isMisusedWithHelpInPlaceOfADigest(String line) {
        assertThat(run(List.of(line.split(" ")))).isEqualTo(3);
    }

    private int decision(String... arguments) {
        List<String> all = new ArrayList<>(List.of("decision", "--server", server.address()));
        all.addAll(List.of(arguments));
        return run(all);
    }

    private int gate(String... arguments) {
        List<String> all = new ArrayList<>(List.of("gate", "--server", server.address()));
        all.addAll(List.of(arguments));
        return run(all);
    }

    private int run(List<String> arguments) {
        return Backref.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
    }
}
