package dev.backref.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchCommandTest {
    private static final String PATH =
            "/api/v1/changes?after=beginning&subject=sha256%3Aa%2Csha256%3Ab&registry=hub&registry=mirror"
                    + "&repository=shop%2F*&artifactType=application%2Fa%2Bjson&change=added&first=anywhere"
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
        String given = "--after beginning --subject sha256:a,sha256:b --registry hub --registry mirror"
                + " --repository shop/* --artifact-type application/a+json --change added --first-anywhere"
                + " --kind sbom --kind vex"
                + " --predicate-type https://a --annotation team=a";
        List<String> arguments = new ArrayList<>(List.of("watch", "--server", server.address()));
        arguments.addAll(List.of(given.split(" ")));
        StringWriter err = new StringWriter();

        assertThat(Backref.commandLine().setErr(new PrintWriter(err)).execute(arguments.toArray(String[]::new)))
                .isEqualTo(Exit.FAILED);
        assertThat(server.asked()).containsExactly(PATH);
        assertThat(err.toString()).contains(REFUSED);
    }
}
