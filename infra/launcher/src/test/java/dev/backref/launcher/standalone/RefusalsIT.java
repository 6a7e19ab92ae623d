package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The program in a process of its own when it cannot do what it is asked: its words, its exit code, and nothing else. */
class RefusalsIT {
    /** An outside broker that nobody runs, and little patience with it. */
    private static final String SILENT = "kafka: {bootstrap: '127.0.0.1:1', properties: {request.timeout.ms: 1500,"
            + " default.api.timeout.ms: 2500}}\n";

    private static final int CONFIGURATION = 78;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "standalone --config wrong.yaml | 78 | colour: no such key",
                "standalone --config silent.yaml | 69 | kafka.bootstrap: Kafka at 127.0.0.1:1",
                "standalone --config unknown-host.yaml | 69 | kafka.bootstrap: no host is known by the name in nowhere.invalid:9092",
                "standalone --config no-truststore.yaml | 78 | kafka.properties: absent.jks",
                "standalone --colour red | 2 | Unknown options: '--colour', 'red'",
            })
    void explainsInWordsWhyItCannotDoWhatIsAsked(String arguments, int exit, String words) throws Exception {
        String registries = "registries: [{name: local, url: 'http://127.0.0.1:1'}]\n";
        write("wrong.yaml", "colour: red\n" + registries);
        write("silent.yaml", SILENT + registries);
        write("unknown-host.yaml", "kafka: {bootstrap: 'nowhere.invalid:9092'}\n" + registries);
        write(
                "no-truststore.yaml",
                "kafka: {bootstrap: '127.0.0.1:1', properties: {security.protocol: SSL,"
                        + " ssl.truststore.location: absent.jks}}\n" + registries);
        try (Program program = new Program(folder, arguments.split(" "))) {
            assertThat(program.exit()).as(program.err()).isEqualTo(exit);
            assertThat(program.err()).contains(words).doesNotContain("\tat ", "Exception");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "topics print --config wrong.yaml",
                "standalone --config wrong.yaml",
                "get sha256:%1$s --config wrong.yaml",
                "topics --config broken.yaml",
                "topics --config absent.yaml",
                "topics --config least.yaml",
                "demo",
                "get sha256:%1$s",
                "watch --server http://127.0.0.1:1"
            })
    void refusesWhatLog4jWouldNotUnderstandWithAllElseThatIsWrong(String command) throws Exception {
        write("least.yaml", "registries: [{name: local, url: 'http://127.0.0.1:1'}]\n");
        write("wrong.yaml", "colour: red\nregistries: [{name: local, url: 'http://127.0.0.1:1'}]\n");
        write("broken.yaml", "a: [\n");
        Map<String, String> variables = Map.of("BACKREF_LOG", "xml", "BACKREF_LOG_LEVEL", "loud");
        String[] arguments = String.format(Locale.ROOT, command, "a".repeat(64)).split(" ");
        try (Program program = new Program(folder, variables, arguments)) {
            assertThat(program.exit()).as(program.err()).isEqualTo(CONFIGURATION);
            assertThat(program.err().lines())
                    .endsWith(
                            "backref: BACKREF_LOG: is none of [text, json]: \"xml\"",
                            "backref: BACKREF_LOG_LEVEL: is none of [off, fatal, error, warn, info, debug, trace, all]:"
                                    + " \"loud\"")
                    .hasSize(command.matches(".*(wrong|broken|absent).*") ? 3 : 2)
                    .allMatch(line -> line.startsWith("backref: "));
        }
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
