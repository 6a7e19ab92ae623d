package dev.backref.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.backref.indexer.IndexSettings.Freshness;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.registry.Account;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.launcher.standalone.StandaloneSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
    private static final String LEAST = "registries: [{name: local, url: 'http://127.0.0.1:5000'}]\n";

    @TempDir
    private Path folder;

    @Test
    void readsEveryKey() throws Exception {
        StandaloneSettings settings = read("""
                data: ./store
                http: {host: 127.0.0.1, port: 8181, hookDeadline: 900ms}
                kafka: {bootstrap: embedded, topicPrefix: "br.", partitions: 8, port: 9192,
                        properties: {linger.ms: 5}}
                index: {commitInterval: 20ms, longestLag: 2m, threads: 3, lookupThreads: 5, memory: 64MiB}
                registries:
                  - name: local
                    url: http://127.0.0.1:5000
                    kind: distribution
                    history: none
                    storage: ./registry
                    webhook: {secret: "env:LOCAL_HOOK_SECRET", silence: 36h}
                    credentials: {username: "bob", password: "env:LOCAL_PASSWORD"}
                    tokenHosts: [auth.example.com, "auth.example.com:444"]
                    budget: {concurrent: 4, perSecond: 20}
                  - {name: other, url: http://127.0.0.1:5000/}
                """, Map.of("LOCAL_HOOK_SECRET", "hook", "LOCAL_PASSWORD", "pass"));

        assertThat(settings.data()).isEqualTo(folder.resolve("store"));
        assertThat(settings.http()).isEqualTo(new StandaloneSettings.Http("127.0.0.1", 8181, Duration.ofMillis(900)));
        assertThat(settings.broker().bootstrap()).isEmpty();
        assertThat(settings.broker().port()).contains(9192);
        assertThat(settings.broker().at("x:1").properties()).containsExactly(Map.entry("linger.ms", "5"));
        assertThat(settings.effort().memory()).isEqualTo(64L << 20);
        assertThat(settings.effort().freshness())
                .isEqualTo(new Freshness(Duration.ofMillis(20), Duration.ofMinutes(2)));
        RegistrySettings local = settings.registries().get(0);
        assertThat(local.history()).isEqualTo(RegistryHistory.NONE);
        assertThat(local.hookSecret().orElseThrow().reveal()).isEqualTo("hook");
        assertThat(local.webhook().orElseThrow().silentAfter()).contains(Duration.ofHours(36));
        assertThat(local.access().account())
                .get(InstanceOfAssertFactories.type(Account.Named.class))
                .satisfies(bob -> assertThat(bob.password().reveal()).isEqualTo("pass"));
        assertThat(local.access().tokenHosts()).containsExactlyInAnyOrder("auth.example.com", "auth.example.com:444");
        assertThat(local.access().budget()).isEqualTo(new RegistrySettings.Budget(4, 20));
        assertThat(local.storage()).contains(folder.resolve("registry"));
        assertThat(settings.registries().get(1).storage()).isEmpty();
        assertThat(settings.registries().get(1).history()).isEqualTo(RegistryHistory.UNKNOWN);
    }

    @Test
    void hasADefaultForEverythingElse() throws Exception {
        StandaloneSettings settings = read(LEAST, Map.of());
        assertThat(settings.http()).isEqualTo(new StandaloneSettings.Http("127.0.0.1", 8080, Duration.ofMillis(800)));
        assertThat(settings.broker().topicPrefix()).isEqualTo("backref.");
        assertThat(settings.broker().partitions()).isEqualTo(4);
        assertThat(settings.effort().freshness())
                .isEqualTo(new Freshness(Duration.ofMillis(50), Duration.ofSeconds(60)));
        assertThat(settings.registries().get(0).hookSecret()).isEmpty();
        assertThat(settings.registries().get(0).access().budget()).isEqualTo(new RegistrySettings.Budget(8, 50));
    }

    @Test
    void isOverriddenByTheEnvironment() throws Exception {
        StandaloneSettings settings = read(
                LEAST,
                Map.of(
                        "BACKREF_HTTP_PORT", "9000",
                        "BACKREF_HTTP_HOOK_DEADLINE", "1s",
                        "BACKREF_REGISTRIES_LOCAL_URL", "https://registry.example.com",
                        "BACKREF_REGISTRIES_LOCAL_STORAGE", "/var/lib/registry",
                        "BACKREF_REGISTRIES_LOCAL_WEBHOOK_SECRET", "env:OTHER",
                        "OTHER", "secret",
                        "BACKREF_KAFKA_PROPERTIES_SECURITY_PROTOCOL", "SSL"));
        assertThat(settings.http().port()).isEqualTo(9000);
        assertThat(settings.http().hookDeadline()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.registries().get(0).url()).hasHost("registry.example.com");
        assertThat(settings.registries().get(0).storage()).contains(Path.of("/var/lib/registry"));
        assertThat(settings.registries().get(0).hookSecret().orElseThrow().reveal())
                .isEqualTo("secret");
        assertThat(settings.broker().properties()).containsEntry("security.protocol", "SSL");
        assertThat(read(LEAST, Map.of("BACKREF_HTTP_HOOKDEADLINE", "2s")).http().hookDeadline())
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void tellsAllThatIsWrongAtOnceAndShowsNoSecret() throws Exception {
        assertThat(problems("""
                http: {port: 99999999, prot: 1, host: 0.0.0.0}
                kafka: {bootstrap: "x", partitions: 0}
                registries:
                  - name: local
                    url: "http://bob:hunter2@h"
                    webhook: {secret: hunter2}
                  - {name: local, url: "http://127.0.0.1", credentials: {username: bob}}
                  - {name: all, url: "ftp://x", colour: red}
                """, Map.of("BACKREF_HTTP_PROT", "1")))
                .containsExactly(
                        "http.port: is no whole number from 0 to 65535: \"99999999\"",
                        "http.host: listens beyond loopback, where anyone who reaches it may read; say so with"
                                + " http.readers: anyone: \"0.0.0.0\"",
                        "http.prot: no such key: \"1\"; did you mean \"port\"?",
                        "kafka.bootstrap: is neither \"embedded\" nor host:port,host:port,…: \"x\"",
                        "kafka.partitions: is no whole number from 1 to 1000: \"0\"",
                        "registries[local].url: is no http or https URL of a host alone: \"http://…@h\"",
                        "registries[local].webhook.secret: is a secret in place: name where it stands, as env:NAME or"
                                + " file:PATH",
                        "registries[local].name: is there twice: \"local\"",
                        "registries[local].credentials: need both username and password: \"bob\"",
                        "registries[2].name: is no lower-case OCI name component, or is \"all\": \"all\"",
                        "registries[2].url: is no http or https URL of a host alone: \"ftp://x\"",
                        "registries[2].colour: no such key: \"red\"; there are budget, credentials, history, intake,"
                                + " kind, name, proxy, repositories, storage, sweep, tls, tokenHosts, url, webhook",
                        "BACKREF_HTTP_PROT: no such key to override");
    }

    @Test
    void refusesTwoRegistriesThatVariablesCannotTellApart() throws Exception {
        String text = "registries: [{name: a-b, url: 'http://h'}, {name: a.b, url: 'http://h'}]";
        assertThat(problems(text, Map.of()))
                .containsExactly("registries[a.b].name: environment variables cannot tell it from \"a-b\": \"a.b\"");
    }

    @Test
    void boundsWhatIsRememberedAndHowLongASenderWaits() throws Exception {
        String text = "index: {answers: 999999GiB}\nhttp: {hookDeadline: 2m}\nregistries: [{name: a, url: 'http://h'}]";
        assertThat(problems(text, Map.of()))
                .anyMatch(problem -> problem.startsWith("index.answers: is not between"))
                .anyMatch(problem -> problem.startsWith("http.hookDeadline: is longer than 60s"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http: {host: 0.0.0.0, readers: anyone} | ",
                "http: {host: '::1'} | ",
                "http: {hookDeadline: 5} | http.hookDeadline: is no time such as",
                "http: {hookDeadline: 0s} | http.hookDeadline: is no time such as",
                "http: {host: ''} | http.host: is no host",
                "http: 8080 | http: has keys of its own, and is no single value: \"8080\"",
                "http: nope | http: has keys of its own, and is no single value: \"nope\"",
                "http: [8080] | http: has keys of its own, and is no list: \"[8080]\"",
                "http: {host: [127.0.0.1]} | http.host: is no single value: \"[127.0.0.1]\"",
                "index: {commitInterval: 1h} | index.commitInterval: is longer than 5s",
                "index: {longestLag: 9s} | index.longestLag: is shorter than 10s",
                "index: {longestLag: 2d} | index.longestLag: is longer than 86400s",
                "index: {memory: 12} | index.memory: is no size such as",
                "index: {memory: 16MiB} | ",
                "index: {memory: 1B} | index.memory: is not between 16MiB and",
                "index: {memory: 15MiB} | index.memory: is not between 16MiB and",
                "index: {memory: 900000GiB} | index.memory: is not between 16MiB and",
                "kafka: {bootstrap: 'h:0'} | kafka.bootstrap: is neither",
                "kafka: {bootstrap: 'h:1,h:0'} | kafka.bootstrap: is neither",
                "kafka: {bootstrap: 'h:1,[::1]:2'} | ",
                "kafka: {bootstrap: 'h:99999'} | kafka.bootstrap: is neither",
                "kafka: {bootstrap: 'h:1', port: 5} | kafka.port: is the embedded broker's",
                "kafka: {topicPrefix: 'a/b'} | kafka.topicPrefix: holds more than",
                "kafka: {topicPrefix: 'a-name-as-long-as-this-one-which-is-longer-than-it-can-be-because-kafka-streams-has-to-say"
                        + "-what-it-is-for.'} | kafka.topicPrefix: is longer than 100 characters",
                "http: {host: 'no such host'} | http.host: is no host that is known here: \"no such host\"",
                "data: '' | data: is no folder: \"\"",
                "kafka: {properties: [1]} | kafka.properties: is no map",
            })
    void takesAndRefuses(String line, String problem) throws Exception {
        if (problem == null) {
            assertThat(read(line + "\n" + LEAST, Map.of()).registries()).hasSize(1);
        } else {
            assertThat(problems(line + "\n" + LEAST, Map.of()))
                    .singleElement()
                    .asString()
                    .startsWith(problem);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[auth.example.com] | ",
                "['auth.example.com:444', '[::1]', '[::1]:5000', my_registry] | ",
                "auth.example.com | ",
                "[] | ",
                "[''] | tokenHosts: is neither host nor host:port: \"\"",
                "\"\" | tokenHosts: is neither host nor host:port: \"\"",
                "['https://auth.example.com'] | tokenHosts: is neither host nor host:port: \"https://auth.example.com\"",
                "[auth.example.com/token] | tokenHosts: is neither host nor host:port: \"auth.example.com/token\"",
                "['auth.example.com:0'] | tokenHosts: is neither host nor host:port: \"auth.example.com:0\"",
                "['auth.example.com:65536'] | tokenHosts: is neither host nor host:port: \"auth.example.com:65536\"",
                "['auth.example.com:'] | tokenHosts: is neither host nor host:port: \"auth.example.com:\"",
                "['bob:hunter2@h'] | tokenHosts: is neither host nor host:port: \"…@h\"",
                "[{host: a}] | tokenHosts: holds more than single values",
            })
    void takesOnlyHostsForTokenHosts(String hosts, String problem) throws Exception {
        String text = "registries: [{name: local, url: 'http://h', tokenHosts: " + hosts + "}]";
        if (problem == null) {
            assertThat(read(text, Map.of()).registries()).hasSize(1);
        } else {
            assertThat(problems(text, Map.of())).containsExactly("registries[local]." + problem);
        }
    }

    @Test
    void leavesTheMemoryOfAnotherMachineToThatMachine() throws Exception {
        Path file = write("index: {memory: 900000GiB}\n" + LEAST);
        assertThat(ConfigFile.readWithoutSecrets(file, Map.of()).effort().memory())
                .isEqualTo(900_000L << 30);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: [ | not YAML",
                "[] | has keys of its own",
                "registries: [] | registries: at least one is needed",
            })
    void refusesWhatIsNoConfiguration(String text, String problem) throws Exception {
        assertThat(String.join("\n", problems(text, Map.of()))).contains(problem);
    }

    @Test
    void refusesAKeyThatStandsTwiceAndAFileThatIsNotThere() throws Exception {
        assertThat(problems("data: a\ndata: b\n" + LEAST, Map.of()))
                .singleElement()
                .asString()
                .contains("not YAML");
        assertThat(problems(LEAST + "---\n" + LEAST, Map.of()))
                .singleElement()
                .asString()
                .contains("found another document");
        ConfigProblems missing = catchThrowableOfType(
                ConfigProblems.class, () -> ConfigFile.read(folder.resolve("absent.yaml"), Map.of()));
        assertThat(missing.problems()).containsExactly(folder.resolve("absent.yaml") + ": there is no such file");
    }

    @Test
    void readsASecretAgainWhenItsFileChanges() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "first\n");
        RegistrySettings local = read(
                        "registries: [{name: local, url: 'http://h', webhook: {secret: 'file:secret'}}]", Map.of())
                .registries()
                .get(0);
        assertThat(local.hookSecret().orElseThrow().reveal()).isEqualTo("first");
        Files.writeString(secret, "second\n");
        Files.setLastModifiedTime(secret, FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(local.hookSecret().orElseThrow().reveal()).isEqualTo("second");
    }

    @Test
    void needsEverySecretAtItsStartUnlessNobodyUsesIt() throws Exception {
        String text = "registries: [{name: local, url: 'http://h', webhook: {secret: 'env:ABSENT'}}]";
        assertThat(problems(text, Map.of()))
                .containsExactly(
                        "registries[local].webhook.secret: names a variable that is not set or is blank: \"env:ABSENT\"");
        assertThat(ConfigFile.readWithoutSecrets(write(text), Map.of()).registries())
                .hasSize(1);
    }

    private StandaloneSettings read(String text, Map<String, String> environment) throws IOException {
        return ConfigFile.read(write(text), environment);
    }

    private List<String> problems(String text, Map<String, String> environment) throws IOException {
        Path file = write(text);
        ConfigProblems problems = catchThrowableOfType(ConfigProblems.class, () -> ConfigFile.read(file, environment));
        assertThat(problems).as("problems of %s", text).isNotNull();
        return problems.problems();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("backref.yaml"), text);
    }
}
