package dev.backref.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.backref.ingest.registry.Account;
import dev.backref.ingest.registry.RegistrySettings.Access;
import dev.backref.ingest.registry.SearchPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessBindingTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void putFilesIntoTheFolder() throws Exception {
        Files.writeString(folder.resolve("config.json"), "{\"auths\": {}}");
        Files.writeString(folder.resolve("text"), "no such thing");
        Path helper = Files.createFile(folder.resolve("docker-credential-ecr-login"));
        assertThat(helper.toFile().setExecutable(true)).isTrue();
        Files.createFile(folder.resolve("docker-credential-no-program"));
    }

    @Test
    void readsAPasswordAgainWhenItsFileChangesInLengthAlone() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "first\n");
        FileTime written = Files.getLastModifiedTime(secret);
        Account.Named account =
                (Account.Named) access("credentials: {username: bob, password: 'file:secret'}", Map.of())
                        .account()
                        .orElseThrow();
        assertThat(account.password().reveal()).isEqualTo("first");

        Files.writeString(secret, "the second\n");
        Files.setLastModifiedTime(secret, written);
        assertThat(account.password().reveal()).isEqualTo("the second");
    }

    @Test
    void takesAFileOfDockers() throws Exception {
        assertThat(access("credentials: {dockerConfig: config.json}", Map.of()).account())
                .contains(new Account.DockerConfig(folder.resolve("config.json"), programs()));
    }

    @Test
    void takesACredentialHelper() throws Exception {
        assertThat(access("credentials: {helper: ecr-login}", Map.of()).account())
                .contains(new Account.Helper("ecr-login", programs()));
    }

    @Test
    void takesAllOfItFromTheEnvironment() throws Exception {
        Access access = access(
                "kind: distribution",
                Map.of(
                        "BACKREF_REGISTRIES_LOCAL_CREDENTIALS_HELPER", "ecr-login"));
        assertThat(access.account()).contains(new Account.Helper("ecr-login", programs()));
        assertThat(access(
                                "kind: distribution",
                                Map.of("BACKREF_REGISTRIES_LOCAL_CREDENTIALS_DOCKER_CONFIG", "config.json"))
                        .account())
                .contains(new Account.DockerConfig(folder.resolve("config.json"), programs()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "credentials: {dockerConfig: config.json, helper: ecr-login} |"
                        + " credentials: take one of their forms: \"dockerConfig, helper\"",
                "credentials: {username: bob, password: 'env:PASSWORD', helper: ecr-login} |"
                        + " credentials: take one of their forms: \"username and password, helper\"",
                "credentials: {username: bob, dockerConfig: config.json} |"
                        + " credentials: take one of their forms: \"username and password, dockerConfig\"",
                "credentials: {} | credentials: need username and password, dockerConfig or helper",
                "credentials: {password: 'env:PASSWORD'} | credentials: need both username and password: \"\"",
                "credentials: {dockerConfig: absent.json} |"
                        + " credentials.dockerConfig: cannot be used: FOLDER/absent.json: there is no such file: \"absent.json\"",
                "credentials: {dockerConfig: text} | credentials.dockerConfig: cannot be used: is no JSON: \"text\"",
                "credentials: {dockerConfig: ''} | credentials.dockerConfig: names no file: \"\"",
                "credentials: {helper: ../ecr-login} |"
                        + " credentials.helper: is no name of a credential helper, such as ecr-login: \"../ecr-login\"",
                "credentials: {helper: /bin/sh} |"
                        + " credentials.helper: is no name of a credential helper, such as ecr-login: \"/bin/sh\"",
                "credentials: {helper: absent} | credentials.helper: names a helper whose program,"
                        + " docker-credential-absent, is nowhere on the PATH: \"absent\"",
                "credentials: {helper: no-program} | credentials.helper: names a helper whose program,"
                        + " docker-credential-no-program, is nowhere on the PATH: \"no-program\"",
                "credentials: {helpr: ecr-login} | credentials.helpr: no such key; did you mean \"helper\"?",
            })
    void refusesWhatCannotWork(String lines, String problem) throws Exception {
        assertThat(problems(lines, Map.of("PASSWORD", "hunter2")))
                .containsExactly("registries[local]." + problem.replace("FOLDER", folder.toString()));
    }

    @Test
    void makesSureOfNoFileForACommandThatUsesNone() throws Exception {
        Path file = write("credentials: {helper: absent}");
        assertThat(ConfigFile.readWithoutSecrets(file, Map.of()).registries()).hasSize(1);
    }

    private SearchPath programs() {
        return SearchPath.of(folder.toString());
    }

    private Access access(String lines, Map<String, String> variables) throws IOException {
        return ConfigFile.read(write(lines), environment(variables))
                .registries()
                .get(0)
                .access();
    }

    private List<String> problems(String lines, Map<String, String> variables) throws IOException {
        Path file = write(lines);
        ConfigProblems problems =
                catchThrowableOfType(ConfigProblems.class, () -> ConfigFile.read(file, environment(variables)));
        assertThat(problems).as("problems of %s", lines).isNotNull();
        return problems.problems();
    }

    private Map<String, String> environment(Map<String, String> variables) {
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("PATH", folder.toString());
        return environment;
    }

    private Path write(String lines) throws IOException {
        return Files.writeString(
                folder.resolve("backref.yaml"), "registries:\n - name: local\n   url: https://h\n   " + lines + "\n");
    }
}
