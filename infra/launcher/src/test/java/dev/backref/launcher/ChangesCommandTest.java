package dev.backref.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChangesCommandTest {
    private static final String PATH =
            "/api/v1/changes?after=beginning&registry=hub&artifactType=application%2Fa%2Bjson"
                    + "&kind=sbom&kind=vex&predicateType=https%3A%2F%2Fa&annotation=team%3Da";
    private static final String REFUSED = "{\"error\":\"as an example\"}";

    private final PlayedServer server = new PlayedServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void handsOnWhatIsAskedForAndComplainsWithTheWordsOfTheServer() {
        server.says(PATH, "400 " + REFUSED);
        String given = "--after beginning --registry hub --artifact-type application/a+json --kind sbom --kind vex"
                + " --predicate-type https://a --annotation team=a";
        List<String> arguments = new ArrayList<>(List.of("changes", "--server", server.address()));
        arguments.addAll(List.of(given.split(" ")));
        StringWriter err = new StringWriter();

        assertThat(Backref.commandLine().setErr(new PrintWriter(err)).execute(arguments.toArray(String[]::new)))
                .isEqualTo(Exit.FAILED);
        assertThat(server.asked()).containsExactly(PATH);
        assertThat(err.toString()).contains(REFUSED);
    }
}
