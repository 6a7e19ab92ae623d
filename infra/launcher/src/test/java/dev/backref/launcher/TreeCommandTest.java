package dev.backref.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TreeCommandTest {
    private static final String SUBJECT = "sha256:" + "a".repeat(64);
    private static final String PATH = "/api/v1/subjects/" + SUBJECT + "/graph?";
    private static final String PAGE = "{\"subject\":\"" + SUBJECT
            + "\",\"completeness\":{\"scope\":\"all\",\"state\":\"complete\"},\"edges\":[{\"subject\":\"" + SUBJECT
            + "\",\"way\":\"child\",\"digest\":\"sha256:%s\",\"locations\":[]}]%s}";

    private final PlayedServer server = new PlayedServer();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void readsAllPagesIntoOneTree() {
        server.says(PATH + "n=1000", PAGE.formatted("b", ",\"next\":\"x&y\""));
        server.says(PATH + "n=1000&next=x%26y", PAGE.formatted("c", ""));
        assertThat(tree()).isEqualTo(Exit.DONE);
        assertThat(out.toString().lines())
                .startsWith(SUBJECT, "├─ child sha256:b -", "└─ child sha256:c -", "known: everything (all)");
    }

    @Test
    void handsOnWhatIsAskedForAndPrintsEachPageAsItIs() {
        String page = PAGE.formatted("b", "");
        server.says(PATH + "follow=child&follow=base&depth=2&n=1000", page);
        assertThat(tree("--follow", "child", "--follow", "base", "--depth", "2", "--json"))
                .isEqualTo(Exit.DONE);
        assertThat(out.toString().strip()).isEqualTo(page);
    }

    @Test
    void saysThatThereIsMoreThanItShows() {
        server.saysOtherwise(PAGE.formatted("b", ",\"next\":\"n\""));
        assertThat(tree()).isEqualTo(Exit.FAILED);
        assertThat(server.asked()).hasSize(10);
        assertThat(err.toString()).contains("there is more than is shown");
    }

    @Test
    void complainsWithTheWordsOfTheServer() {
        server.saysOtherwise("400 {\"error\":{\"message\":\"depth: 9\"}}");
        assertThat(tree("--depth", "9")).isEqualTo(Exit.FAILED);
        server.saysOtherwise("503 {\"error\":{\"message\":\"moving\"}}");
        assertThat(tree()).isEqualTo(Exit.UNAVAILABLE);
        assertThat(err.toString().lines()).containsExactly("backref: depth: 9", "backref: moving");
        assertThat(out.toString()).isEmpty();
    }

    private int tree(String... options) {
        List<String> arguments = new ArrayList<>(List.of("tree", SUBJECT, "--server", server.address()));
        arguments.addAll(List.of(options));
        return Backref.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
    }
}
