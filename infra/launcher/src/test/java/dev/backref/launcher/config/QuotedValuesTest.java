package dev.backref.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a wrong configuration is shown to whoever wrote it; what is not, {@link HiddenSecretsTest} says. */
class QuotedValuesTest {
    private static final String LEAST = "registries: [{name: local, url: 'http://127.0.0.1:5000'}]\n";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http: {prot: 1} | http.prot: no such key: \"1\"; did you mean \"port\"?",
                "http: {colour: red} | http.colour: no such key: \"red\"; there are hookDeadline, host, port, readers",
                "http: {colour: ~} | http.colour: no such key; there are hookDeadline, host, port, readers",
                "http: {colours: [red, 'http://bob:hunter2@h']} |"
                        + " http.colours: no such key: \"[red, http://…@h]\"; there are hookDeadline, host, port, readers",
                "http: {colours: [[red]]} | http.colours: no such key; there are hookDeadline, host, port, readers",
                "http: {tls: {cert: a}} | http.tls: no such key; there are hookDeadline, host, port, readers",
                "http: {host: [127.0.0.1, '::1']} | http.host: is no single value: \"[127.0.0.1, ::1]\"",
                "http: {host: {a: b}} | http.host: is no single value",
                "http: [] | http: has keys of its own, and is no list: \"[]\"",
                "kafka: {partitons: 0} | kafka.partitons: no such key: \"0\"; did you mean \"partitions\"?",
                "kafka: {colour: red} |"
                        + " kafka.colour: no such key; there are bootstrap, partitions, port, properties, topicPrefix",
            })
    void areTextAndListsOfIt(String line, String problem) throws Exception {
        assertThat(problems(line + "\n" + LEAST)).containsExactly(problem);
    }

    @Test
    void areCutWhereTheyAreLong() throws Exception {
        String most = "x".repeat(200);
        assertThat(problems("http: {port: " + most + ", hookDeadline: " + most + "y}\n" + LEAST))
                .containsExactly(
                        "http.port: is no whole number from 0 to 65535: \"" + most + "\"",
                        "http.hookDeadline: is no time such as 800ms, 30s, 5m, 1h or 7d: \"" + most + "…\"");
    }

    private List<String> problems(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("backref.yaml"), text);
        ConfigProblems problems = catchThrowableOfType(ConfigProblems.class, () -> ConfigFile.read(file, Map.of()));
        assertThat(problems).as("problems of %s", text).isNotNull();
        return problems.problems();
    }
}
