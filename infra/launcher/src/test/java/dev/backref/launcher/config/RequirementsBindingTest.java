package dev.backref.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.backref.query.requirement.Requirements;
import dev.backref.query.requirement.Term;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequirementsBindingTest {
    private static final String LEAST =
            "\nregistries: [{name: local, url: 'http://127.0.0.1:5000', webhook: {secret: 'env:S'}}]\n";

    @TempDir
    private Path folder;

    @Test
    void givesTermsAName() throws Exception {
        Requirements requirements = read("""
                requirements:
                  release: [signature, signed(sbom), vulnerability-scan<7d]
                  preview: sbom,vex
                """);
        assertThat(requirements.terms("@release,@preview"))
                .extracting(Term::toString)
                .containsExactly("signature", "signed(sbom)", "vulnerability-scan<7d", "sbom", "vex");
    }

    @ParameterizedTest
    @CsvSource({"''", "requirements:", "requirements: {}"})
    void isNothingWhereThereIsNone(String text) throws Exception {
        assertThat(read(text)).isEqualTo(Requirements.UNNAMED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "requirements: sbom | requirements: has names as keys, and is no single value",
                "requirements: [sbom] | requirements: has names as keys, and is no list",
                "requirements: {Release: sbom} | requirements.Release: is no name of small letters, digits, dots, - and _",
                "requirements: {release: } | requirements.release: is no term, and no list of terms",
                "requirements: {release: [[sbom]]} | requirements.release: is no term, and no list of terms",
                "requirements: {release: []} | requirements.release: requires nothing",
                "requirements: {release: sbom<7} | requirements.release: not an age, such as 90m, 12h, 7d or 4w: \"7\"",
                "requirements: {a: sbom, b: '@a'} | requirements.b: has a name, and may have terms alone: \"@a\""
            })
    void saysWhatIsWrong(String text, String problem) {
        assertThat(problem(text)).isEqualTo(problem);
    }

    @Test
    void quotesAWordThatIsNoKindAndNamesThoseThatThereAre() {
        assertThat(problem("requirements: {release: [signature, sbum]}"))
                .startsWith("requirements.release: not a kind of evidence: \"sbum\"; there are signature, ");
    }

    private Requirements read(String requirements) throws IOException {
        Path file = Files.writeString(folder.resolve("backref.yaml"), requirements + LEAST);
        return ConfigFile.read(file, Map.of("S", "secret")).requirements();
    }

    private String problem(String requirements) {
        ConfigProblems problems = catchThrowableOfType(ConfigProblems.class, () -> read(requirements));
        assertThat(problems).as("problems of %s", requirements).isNotNull();
        assertThat(problems.problems()).hasSize(1);
        return problems.problems().get(0);
    }
}
