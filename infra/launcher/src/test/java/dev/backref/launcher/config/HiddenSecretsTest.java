package dev.backref.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HiddenSecretsTest {
    private static final String REGISTRY = "registries:\n - name: local\n   url: http://127.0.0.1:5000\n";

    @TempDir
    private Path folder;

    /** Wherever somebody put a secret, with or without a mistake in the YAML around it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                REGISTRY + "   webhook: {secret: hunter2}",
                REGISTRY + "   webhook: hunter2",
                REGISTRY + "   webhook: [hunter2]",
                REGISTRY + "   webhook: {secret: [hunter2]}",
                REGISTRY + "   webhook: {secret: {value: hunter2}}",
                REGISTRY + "   webhook: {secert: hunter2}",
                REGISTRY + "   webhook: {value: hunter2}",
                REGISTRY + "   webhok: hunter2",
                REGISTRY + "   webhok: [hunter2]",
                REGISTRY + "   credential: hunter2",
                REGISTRY + "   pasword: hunter2",
                REGISTRY + "   passwd: [hunter2]",
                REGISTRY + "   authToken: hunter2",
                REGISTRY + "   prxy: ['http://bob:hunter2@h:3128']",
                REGISTRY + "   tls: {key: hunter2}",
                REGISTRY + "   colour: {secret: hunter2}",
                REGISTRY + "http: {password: hunter2}",
                REGISTRY + "secret: hunter2",
                REGISTRY + "index: {secrt: hunter2}",
                REGISTRY + "index: {secret: [hunter2]}",
                REGISTRY + "   credentials: hunter2",
                REGISTRY + "index: hunter2",
                REGISTRY + "kafka: hunter2",
                "hunter2",
                "registries: ['http://bob:hunter2@h']",
                "registries: 'http://bob:hunter2@h'",
                REGISTRY + "   credentials: {username: bob, password: hunter2}",
                REGISTRY + "   credentials: {username: bob, password: 'ENV:hunter2'}",
                REGISTRY + "   password: hunter2",
                REGISTRY + "kafka: {properties: 'sasl.jaas.config=hunter2'}",
                REGISTRY + "kafka: {properties: {sasl.jaas.config: {password: hunter2}}}",
                REGISTRY + "kafka: {bootstrap: 'SASL_SSL://bob:hunter2@h:9092'}",
                "registries: [{name: local, url: 'http://bob:hunter2@h'}]",
                "registries: [{name: local, url: 'http://bob:p@ss@hunter2@h'}]",
                "registries: [{name: local, url: 'http://bob:p/hunter2@h'}]",
                "registries: [{name: local, url: 'http://bob:hun ter2hunter2@h'}]",
                REGISTRY + "   proxy: 'https://bob:hunter2@h:3128'",
                REGISTRY + "   proxy: 'http://bob:hunter2@h:0'",
                REGISTRY + "   proxy: 'http://bob:hunter2%@h'",
                REGISTRY + "   proxy: ['http://bob:hunter2@h:3128']",
                REGISTRY + "   credentials: {helper: [hunter2]}",
                REGISTRY + "   webhook: {secret: hunter2",
                REGISTRY + "   webhook: {secret: \"hunter2\\q\"}",
                REGISTRY + "   webhook: secret: hunter2",
            })
    void isQuotedNowhere(String text) throws Exception {
        assertThat(problems(text, Map.of()))
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem).doesNotContain("hunter2"));
    }

    @Test
    void isQuotedNowhereWhenTheEnvironmentHoldsIt() throws Exception {
        Map<String, String> environment = Map.of(
                "BACKREF_REGISTRIES_LOCAL_WEBHOOK_SECRET", "hunter2",
                "BACKREF_REGISTRIES_LOCAL_CREDENTIALS_PASSWORD", "hunter2",
                "BACKREF_REGISTRIES_LOCAL_CREDENTIALS", "hunter2",
                "BACKREF_REGISTRIES_LOCAL_URL", "ftp://bob:hunter2@h");
        assertThat(problems(REGISTRY, environment))
                .hasSize(4)
                .allSatisfy(problem -> assertThat(problem).doesNotContain("hunter2"));
    }

    @Test
    void tellsWhereMalformedYamlIsWrong() throws Exception {
        assertThat(problems(REGISTRY + "   webhook: secret: hunter2\n", Map.of()))
                .singleElement()
                .asString()
                .contains("backref.yaml", "not YAML", "line 4");
    }

    /** Whatever its name: with it standalone runs, and what asks has to find that by the same file. */
    @Test
    void isNoKeyThatNobodyKnowsWhereNobodyNeedsIt() throws Exception {
        Path config = write(REGISTRY + "   webhook: {secret: 'env:BACKREF_HOOK_SECRET'}\n");
        Map<String, String> environment = Map.of("BACKREF_HOOK_SECRET", " hunter2\n");
        assertThat(ConfigFile.readWithoutSecrets(config, environment).registries())
                .hasSize(1);
        Secret secret = ConfigFile.read(config, environment)
                .registries()
                .get(0)
                .hookSecret()
                .orElseThrow();
        assertThat(secret.reveal())
                .as("without what is around it, as from a file")
                .isEqualTo("hunter2");
    }

    @Test
    void isReadFromItsFileAgainWhenThatIsReplacedAndMissedWhenItIsGone() throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "first\n");
        Path config = write(REGISTRY + "   webhook: {secret: 'file:" + file + "'}\n");
        RegistrySettings local = ConfigFile.read(config, Map.of()).registries().get(0);
        Secret secret = local.hookSecret().orElseThrow();
        assertThat(secret.reveal()).isEqualTo("first");

        Files.delete(file);
        assertThatThrownBy(secret::reveal).hasMessageContaining(file.toString());
        assertThat(problems(Files.readString(config), Map.of()))
                .containsExactly(
                        "registries[local].webhook.secret: names a file that cannot be read: \"file:" + file + "\"");

        Files.writeString(file, " \n");
        assertThat(problems(Files.readString(config), Map.of()))
                .containsExactly("registries[local].webhook.secret: names a file that is blank: \"file:" + file + "\"");
    }

    @Test
    void isNotShownByTheSettingsThatHoldIt() throws Exception {
        Path config =
                write(REGISTRY + "   webhook: {secret: 'env:S'}\n   credentials: {username: bob, password: 'env:S'}\n");
        assertThat(ConfigFile.read(config, Map.of("S", "hunter2")).toString()).doesNotContain("hunter2");
    }

    private List<String> problems(String text, Map<String, String> environment) throws IOException {
        Path file = write(text);
        ConfigProblems problems = catchThrowableOfType(ConfigProblems.class, () -> ConfigFile.read(file, environment));
        assertThat(problems).as("problems of %s", text).isNotNull();
        assertThat(problems).hasNoCause();
        return problems.problems();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("backref.yaml"), text);
    }
}
