package dev.backref.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.backref.ingest.registry.Secret;
import dev.backref.launcher.standalone.StandaloneSettings.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerifiersBindingTest {
    private static final String LEAST =
            "\nregistries: [{name: local, url: 'http://127.0.0.1:5000', webhook: {secret: 'env:S'}}]\n";

    @TempDir
    private Path folder;

    @Test
    void readsWhoMayPostAndWhatProvesIt() throws Exception {
        List<Verifier> verifiers = read("""
                verifiers:
                  - {name: cosign-gate, secret: 'env:NEW', previousSecret: 'env:OLD'}
                  - {name: scanner, secret: 'env:S'}
                """);
        assertThat(verifiers).extracting(Verifier::name).containsExactly("cosign-gate", "scanner");
        Secret secret = verifiers.get(0).secret();
        assertThat(secret.reveal()).isEqualTo("new");
        assertThat(secret.previous().map(Secret::reveal)).contains("old");
        assertThat(verifiers.get(1).secret().previous()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"''", "verifiers:", "verifiers: []"})
    void isNobodyWhereThereIsNone(String text) throws Exception {
        assertThat(read(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "verifiers: {gate: hunter2} | verifiers: must be a list, whose entries begin with \"- name:\"",
                "verifiers: [hunter2] | verifiers[0]: has keys of its own, and is no single value",
                "verifiers: [{name: Gate, secret: 'env:S'}] | verifiers[0].name: is no name of small letters, digits, dots, -"
                        + " and _: \"Gate\"",
                "verifiers: [{name: gate}] | verifiers[gate].secret: is missing",
                "verifiers: [{name: gate, secret: hunter2}] | verifiers[gate].secret: is a secret in place: name where it"
                        + " stands, as env:NAME or file:PATH",
                "verifiers: [{name: gate, secret: 'env:S'}, {name: gate, secret: 'env:NEW'}] | verifiers[gate].name: is there"
                        + " twice: \"gate\"",
                "verifiers: [{name: gate, secret: 'env:S'}, {name: b, secret: 'env:NEW', previousSecret: 'env:S'}] |"
                        + " verifiers[b].secret: is that of another verifier: \"env:S\"",
                "requirements: {release: 'verified(sbom)'} | requirements.release: no verifier is configured:"
                        + " \"verified(sbom)\"",
            })
    void saysWhatIsWrongAndShowsNoSecret(String text, String problem) {
        assertThat(problem(text)).isEqualTo(problem).doesNotContain("hunter2");
    }

    @Test
    void namesAKeyThatThereIsNot() {
        assertThat(problem("verifiers: [{name: gate, secret: 'env:S', token: hunter2}]"))
                .startsWith("verifiers[gate].token: no such key")
                .doesNotContain("hunter2");
    }

    @Test
    void refusesARequirementThatNamesAVerifierThatThereIsNot() throws Exception {
        String gate =
                "verifiers: [{name: gate, secret: 'env:S'}]\nrequirements: {release: [sbom, 'verified:%s(sbom)']}";
        assertThat(read(gate.formatted("gate"))).hasSize(1);
        assertThat(problem(gate.formatted("gat")))
                .isEqualTo("requirements.release: no verifier \"gat\" is configured; there are gate:"
                        + " \"verified:gat(sbom)\"");
    }

    @Test
    void limitsThemToThoseOfWhichAllIsKept() {
        String many = IntStream.range(0, 17)
                .mapToObj(number -> "{name: gate-" + number + ", secret: 'env:S" + number + "'}")
                .collect(Collectors.joining(", ", "verifiers: [", "]"));
        assertThat(problem(many)).isEqualTo("verifiers: has 17 entries, and may have 16");
    }

    private List<Verifier> read(String verifiers) throws IOException {
        Path file = Files.writeString(folder.resolve("backref.yaml"), verifiers + LEAST);
        Map<String, String> environment = new HashMap<>(Map.of("S", "secret", "NEW", "new", "OLD", "old"));
        IntStream.range(0, 17).forEach(number -> environment.put("S" + number, "secret " + number));
        return ConfigFile.read(file, environment).verifiers();
    }

    private String problem(String verifiers) {
        ConfigProblems problems = catchThrowableOfType(ConfigProblems.class, () -> read(verifiers));
        assertThat(problems).as("problems of %s", verifiers).isNotNull();
        assertThat(problems.problems()).hasSize(1);
        return problems.problems().get(0);
    }
}
