package dev.backref.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.query.changes.FeedCursor;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CursorCommandTest {
    private static final String CURSOR = new FeedCursor(1, List.of(12L, 40L, 0L)).toString();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void showsTheNextOffsetOfEachPartition() {
        assertThat(run(CURSOR)).isEqualTo(Exit.DONE);
        assertThat(out.toString().lines())
                .containsExactly(
                        "topic: backref.changes",
                        "partition  offset",
                        "0          12",
                        "1          40",
                        "2          0");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void makesTheCursorOfOffsetsInAnyOrder() {
        assertThat(run("--offsets", "2:0,0:12", "--offsets", "1:40")).isEqualTo(Exit.DONE);
        assertThat(out.toString().strip()).isEqualTo(CURSOR);
    }

    @Test
    void printsWhatToolsOfKafkaTake(@TempDir Path folder) throws Exception {
        Path config = Files.writeString(folder.resolve("backref.yaml"), """
                kafka: {bootstrap: '127.0.0.1:1', topicPrefix: own.}
                registries: [{name: local, url: 'http://127.0.0.1:5000'}]
                """);
        assertThat(run(CURSOR, "--as", "kcat")).isEqualTo(Exit.DONE);
        assertThat(run(CURSOR, "--as", "console")).isEqualTo(Exit.DONE);
        assertThat(run(CURSOR, "--as", "groups", "--config", config.toString())).isEqualTo(Exit.DONE);
        assertThat(out.toString().lines())
                .contains(
                        "-X isolation.level=read_committed -t backref.changes -p 1 -o 40",
                        "--isolation-level read_committed --topic backref.changes --partition 1 --offset 40",
                        "own.changes,1,40")
                .hasSize(9);
    }

    @Test
    void printsBothAsJson() {
        assertThat(run("--offsets", "0:7", "--json")).isEqualTo(Exit.DONE);
        assertThat(out.toString().strip())
                .isEqualTo("{\"cursor\":\"" + new FeedCursor(1, List.of(7L)) + "\",\"generation\":1,"
                        + "\"topic\":\"backref.changes\",\"offsets\":[{\"partition\":0,\"offset\":7}]}");
    }

    @Test
    void saysOfAnotherGenerationThatTheFeedCannotGoOnThere() {
        assertThat(run(new FeedCursor(0, List.of(7L)).toString())).isEqualTo(Exit.DONE);
        assertThat(err.toString()).contains("the cursor is of generation 0 of the index, and this version has 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1.c~0 | not a cursor: \"1.c~0\"",
                "--offsets=0:1,x | --offsets: no PARTITION:OFFSET: \"x\"",
                "--offsets=0:-1 | --offsets: no PARTITION:OFFSET: \"0:-1\"",
                "--offsets=0:1,0:2 | --offsets: the partition is there twice: \"0:2\"",
                "--offsets=0:1,2:2 | --offsets: partition 1 is missing: \"0:1,2:2\"",
            })
    void refusesWhatIsNone(String given, String said) {
        assertThat(run(given)).isEqualTo(Exit.USAGE);
        assertThat(err.toString()).contains(said);
        assertThat(out.toString()).isEmpty();
    }

    private int run(String... options) {
        List<String> arguments = new ArrayList<>(List.of("cursor"));
        arguments.addAll(List.of(options));
        return Backref.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
    }
}
