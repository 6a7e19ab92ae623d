package dev.backref.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.backref.ingest.registry.Account;
import dev.backref.ingest.registry.Proxies;
import dev.backref.ingest.registry.Proxy;
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
import org.junit.jupiter.params.provider.ValueSource;

class AccessBindingTest {
    /** Of an authority that has signed nothing. */
    private static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBdTCCARugAwIBAgIUYcGp0eZ9vV7v0m2JmCkC1Yc7n0gwCgYIKoZIzj0EAwIw
            -----END CERTIFICATE-----
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void putFilesIntoTheFolder() throws Exception {
        Files.writeString(folder.resolve("config.json"), "{\"auths\": {}}");
        Files.writeString(folder.resolve("text"), "no such thing");
        Files.createFile(folder.resolve("empty.pem"));
        Files.writeString(folder.resolve("broken.pem"), CERTIFICATE);
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
                        "BACKREF_REGISTRIES_LOCAL_CREDENTIALS_HELPER", "ecr-login",
                        "BACKREF_REGISTRIES_LOCAL_PROXY", "http://bob:hunter2@proxy:3128"));
        assertThat(access.account()).contains(new Account.Helper("ecr-login", programs()));
        assertThat(access.route().proxies().to(true, "127.0.0.1", 443))
                .contains(Proxy.parse("http://bob:hunter2@proxy:3128"));
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
                "credentials: {helpr: ecr-login} | credentials.helpr: no such key: \"ecr-login\"; did you mean \"helper\"?",
                "tls: {ca: absent.pem} |"
                        + " tls.ca: cannot be used: FOLDER/absent.pem: there is no such file: \"absent.pem\"",
                "tls: {ca: empty.pem} | tls.ca: cannot be used: holds no certificate in PEM: \"empty.pem\"",
                "tls: {ca: text} | tls.ca: cannot be used: holds no certificate in PEM: \"text\"",
                "tls: {ca: broken.pem} | tls.ca: cannot be used: holds a certificate that cannot be read: \"broken.pem\"",
                "tls: ca.pem | tls: has keys of its own, and is no single value: \"ca.pem\"",
                "tls: {insecure: true} | tls.insecure: no such key: \"true\"; there are ca",
                "proxy: 'socks5://bob:hunter2@proxy:1080' |"
                        + " proxy: is no http://host:port or http://user:password@host:port: \"socks5://…@proxy:1080\"",
                "proxy: '' | proxy: is no http://host:port or http://user:password@host:port: \"\"",
            })
    void refusesWhatCannotWork(String lines, String problem) throws Exception {
        assertThat(problems(lines, Map.of("PASSWORD", "hunter2")))
                .containsExactly("registries[local]." + problem.replace("FOLDER", folder.toString()));
    }

    @Test
    void makesSureOfNoFileForACommandThatUsesNone() throws Exception {
        Path file = write("credentials: {helper: absent}\n   tls: {ca: absent.pem}");
        assertThat(ConfigFile.readWithoutSecrets(file, Map.of()).registries()).hasSize(1);
    }

    @Test
    void takesTheProxiesOfTheEnvironment() throws Exception {
        Proxies proxies = access(
                        "kind: distribution",
                        Map.of(
                                "HTTPS_PROXY", "http://secure:3128",
                                "http_proxy", "plain:3128",
                                "NO_PROXY", "example.org,10.0.0.0/8"))
                .route()
                .proxies();
        assertThat(proxies.to(true, "registry.example.com", 443)).contains(Proxy.parse("http://secure:3128"));
        assertThat(proxies.to(false, "registry.example.com", 80)).contains(Proxy.parse("http://plain:3128"));
        assertThat(proxies.to(true, "registry.example.org", 443)).isEmpty();
        assertThat(proxies.to(true, "10.1.2.3", 443)).isEmpty();
        assertThat(proxies.to(true, "localhost", 443)).isEmpty();
    }

    @Test
    void prefersTheProxyOfTheRegistryAndUsesItForAll() throws Exception {
        Proxies proxies = access(
                        "proxy: 'http://own:3128'", Map.of("HTTPS_PROXY", "http://other:3128", "NO_PROXY", "*"))
                .route()
                .proxies();
        assertThat(proxies.to(true, "registry.example.com", 443)).contains(Proxy.parse("http://own:3128"));
        assertThat(proxies.to(false, "localhost", 80)).contains(Proxy.parse("http://own:3128"));
    }

    @Test
    void goesDirectlyWhereTheRegistrySaysSoAndElseWithoutAProxyInTheEnvironment() throws Exception {
        assertThat(access("proxy: none", Map.of("HTTPS_PROXY", "socks5://unused:1080"))
                        .route()
                        .proxies()
                        .to(true, "registry.example.com", 443))
                .isEmpty();
        assertThat(access("kind: distribution", Map.of("HTTPS_PROXY", " "))
                        .route()
                        .proxies()
                        .to(true, "registry.example.com", 443))
                .isEmpty();
    }

    @Test
    void refusesAProxyOfTheEnvironmentThatItCannotUse() throws Exception {
        assertThat(problems("kind: distribution", Map.of("HTTPS_PROXY", "socks5://bob:hunter2@proxy:1080")))
                .containsExactly("HTTPS_PROXY: is no http://host:port or http://user:password@host:port;"
                        + " a registry's proxy: none or another goes before it: \"socks5://…@proxy:1080\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy: 'http://bob:hunter2@proxy:3128'", "credentials: {helper: ecr-login}"})
    void isNotShownByTheSettings(String line) throws Exception {
        assertThat(ConfigFile.read(write(line), environment(Map.of())).toString())
                .doesNotContain("hunter2");
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
