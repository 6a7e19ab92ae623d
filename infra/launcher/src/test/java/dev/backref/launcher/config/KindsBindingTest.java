package dev.backref.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.KindTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KindsBindingTest {
    private static final String LEAST =
            "\nregistries: [{name: local, url: 'http://127.0.0.1:5000', webhook: {secret: 'env:S'}}]\n";

    @TempDir
    private Path folder;

    @Test
    void addsRowsOfEachTable() throws Exception {
        KindTable kinds = read("""
                kinds:
                  types:
                    application/vnd.example.report+json: vulnerability-scan
                    "application/vnd.example.*": [sbom, review]
                  predicateTypes: {https://example.com/review/*: review}
                  annotations:
                    com.example.evidence: {"scan*": vulnerability-scan}
                """);
        assertThat(kinds)
                .isEqualTo(new KindTable(
                        Map.of(
                                "application/vnd.example.report+json",
                                Set.of(Kind.VULNERABILITY_SCAN),
                                "application/vnd.example.*",
                                Set.of(Kind.SBOM, Kind.REVIEW)),
                        Map.of("https://example.com/review/*", Set.of(Kind.REVIEW)),
                        Map.of("com.example.evidence", Map.of("scan*", Set.of(Kind.VULNERABILITY_SCAN)))));
        assertThat(KindTable.parse(kinds.text().orElseThrow())).isEqualTo(kinds);
    }

    @ParameterizedTest
    @CsvSource({"''", "kinds:", "kinds: {}", "'kinds: {types: , annotations: {}}'"})
    void isNothingWhereThereIsNone(String text) throws Exception {
        assertThat(read(text).text()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kinds: sbom | kinds: has keys of its own, and is no single value",
                "kinds: [sbom] | kinds: has keys of its own, and is no list",
                "kinds: {type: {a/b: sbom}} | kinds.type: no such key; there are types, predicateTypes, annotations",
                "kinds: {types: [a/b]} | kinds.types: has keys of its own, and is no list",
                "kinds: {types: {a/b: }} | kinds.types.a/b: is no kind, and no list of kinds",
                "kinds: {types: {a/b: [[sbom]]}} | kinds.types.a/b: is no kind, and no list of kinds",
                "kinds: {types: {a/b: []}} | kinds.types.a/b: names no kind",
                "kinds: {types: {'': sbom}} | kinds.types: has a row for what is empty",
                "kinds: {annotations: {a: sbom}} | kinds.annotations.a: has keys of its own, and is no single value"
            })
    void saysWhatIsWrong(String text, String problem) throws Exception {
        assertThat(problem(text)).isEqualTo(problem);
    }

    @Test
    void quotesAWordThatIsNoKindAndNamesThoseThatThereAre() throws Exception {
        assertThat(problem("kinds: {predicateTypes: {a: SBOM}}"))
                .startsWith("kinds.predicateTypes.a: not a kind of evidence: \"SBOM\"; there are signature, ");
    }

    @Test
    void isRefusedAboveWhatGoesWithEachManifest() throws Exception {
        String rows = IntStream.range(0, 200)
                .mapToObj(row -> "application/vnd.example.of-some-length-or-other." + row + ": sbom")
                .collect(Collectors.joining(", "));
        assertThat(problem("kinds: {types: {" + rows + "}}")).contains("bytes written as JSON, and may have 8192");
    }

    private KindTable read(String kinds) throws IOException {
        Path file = Files.writeString(folder.resolve("backref.yaml"), kinds + LEAST);
        return ConfigFile.read(file, Map.of("S", "secret")).kinds();
    }

    private String problem(String kinds) throws IOException {
        ConfigProblems problems = catchThrowableOfType(ConfigProblems.class, () -> read(kinds));
        assertThat(problems).as("problems of %s", kinds).isNotNull();
        assertThat(problems.problems()).hasSize(1);
        return problems.problems().get(0);
    }
}
