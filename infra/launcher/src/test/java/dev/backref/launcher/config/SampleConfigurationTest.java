package dev.backref.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.registry.Account;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.Secret;
import dev.backref.launcher.standalone.StandaloneSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations as they are printed for users, and what is between them and nothing at all. */
class SampleConfigurationTest {
    /** Every name is fixed; the dots stand in it as they do here. */
    private static final String SAMPLE = """
        data: ./data                       # broker log and state; standalone
        http: {host: 127.0.0.1, port: 8080, hookDeadline: 800ms}
        kafka: {bootstrap: embedded, topicPrefix: "backref.", partitions: 4}   # or host:port,...; any further Kafka property under kafka.properties;
                                           # kafka.port for the embedded broker: default free at first start, then kept with the data
        registries:
          - name: local                    # <registry> in every path: lower case, a valid OCI name component, not "all"; two may share a URL
            url: http://127.0.0.1:5000
            kind: distribution             # how it notifies
            history: none                  # it was empty when Backref began to listen; default: unknown
            webhook: {secret: "env:LOCAL_HOOK_SECRET"}           # optional (then no hook is open); env:NAME, file:PATH (read again when it changes)
            credentials: {username: "...", password: "env:..."}
            budget: {concurrent: 8, perSecond: 50}
        """;

    private static final Pattern README_SAMPLE =
            Pattern.compile("`backref\\.yaml`:\\n\\n```yaml\\n(.*?)```", Pattern.DOTALL);

    private static final Pattern README_ZOT = Pattern.compile("`zot\\.json`:\\n\\n```json\\n(.*?)```", Pattern.DOTALL);

    private static final Pattern README_TOPIC =
            Pattern.compile("into an SQS queue:\\n\\n```yaml\\n(.*?)```", Pattern.DOTALL);

    private static final Pattern README_TOKENS =
            Pattern.compile("A hook that tokens prove:\\n\\n```yaml\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void readsTheSampleWordForWord() throws Exception {
        StandaloneSettings settings = read(SAMPLE, Map.of("LOCAL_HOOK_SECRET", "hook", "...", "password"));

        assertThat(settings.data()).isEqualTo(folder.resolve("data"));
        assertThat(settings.http()).isEqualTo(new StandaloneSettings.Http("127.0.0.1", 8080, Duration.ofMillis(800)));
        assertThat(settings.broker().bootstrap()).isEmpty();
        assertThat(settings.broker().port()).isEmpty();
        assertThat(settings.broker().topicPrefix()).isEqualTo("backref.");
        assertThat(settings.broker().partitions()).isEqualTo(4);
        assertThat(settings.registries()).singleElement().satisfies(local -> {
            assertThat(local.name()).isEqualTo("local");
            assertThat(local.url()).hasHost("127.0.0.1").hasPort(5000);
            assertThat(local.kind()).isEqualTo(RegistrySettings.Kind.DISTRIBUTION);
            assertThat(local.history()).isEqualTo(RegistryHistory.NONE);
            assertThat(local.hookSecret().orElseThrow().reveal()).isEqualTo("hook");
            Account.Named account = (Account.Named) local.access().account().orElseThrow();
            assertThat(account.username()).isEqualTo("...");
            assertThat(account.password().reveal()).isEqualTo("password");
            assertThat(local.access().budget()).isEqualTo(new RegistrySettings.Budget(8, 50));
        });
    }

    @Test
    void namesTheVariablesThatTheSampleLeavesOpen() throws Exception {
        assertThat(problems(SAMPLE, Map.of()))
                .containsExactly(
                        "registries[local].webhook.secret: names a variable that is not set or is blank:"
                                + " \"env:LOCAL_HOOK_SECRET\"",
                        "registries[local].credentials.password: names a variable that is not set or is blank:"
                                + " \"env:...\"");
    }

    @Test
    void readsTheConfigurationOfTheReadme() throws Exception {
        Matcher sample = README_SAMPLE.matcher(Files.readString(Path.of("../../README.md")));
        assertThat(sample.find()).isTrue();
        StandaloneSettings settings = read(sample.group(1), Map.of("LOCAL_HOOK_SECRET", "change-me"));
        assertThat(settings.registries()).extracting(RegistrySettings::name).containsExactly("local");
        assertThat(settings.registries().get(0).hookSecret().orElseThrow().reveal())
                .isEqualTo("change-me");
    }

    @Test
    void readsTheTokensOfTheReadme() throws Exception {
        Matcher sample = README_TOKENS.matcher(Files.readString(Path.of("../../README.md")));
        assertThat(sample.find()).isTrue();
        assertThat(read(sample.group(1), Map.of()).registries())
                .extracting(registry ->
                        registry.webhook().orElseThrow().tokens().orElseThrow().issuer())
                .containsExactly(
                        "https://accounts.google.com",
                        "https://sts.windows.net/00000000-0000-0000-0000-000000000000/",
                        "https://issuer.enforce.dev");
    }

    @Test
    void readsTheTopicOfTheReadme() throws Exception {
        Matcher sample = README_TOPIC.matcher(Files.readString(Path.of("../../README.md")));
        assertThat(sample.find()).isTrue();
        List<RegistrySettings> registries = read(sample.group(1), Map.of()).registries();
        assertThat(registries).allMatch(RegistrySettings::hasHook);
        assertThat(registries.get(0).webhook().orElseThrow().topic()).contains("ecr-events");
    }

    @Test
    void takesTheWebhooksOfTheReadmesZotForItsRegistry() throws Exception {
        Matcher sample = README_ZOT.matcher(Files.readString(Path.of("../../README.md")));
        assertThat(sample.find()).isTrue();
        JsonNode sink = Json.read(sample.group(1).getBytes(StandardCharsets.UTF_8), JsonNode.class)
                .at("/extensions/events/sinks/0");
        StandaloneSettings settings = read(
                "registries: [{name: local, url: 'http://h', kind: zot, webhook: {secret: 'env:HOOK'}}]\n",
                Map.of("HOOK", "change-me"));
        RegistrySettings zot = settings.registries().get(0);

        assertThat(zot.kind()).isEqualTo(RegistrySettings.Kind.ZOT);
        assertThat(sink.path("address").asText()).isEqualTo("http://127.0.0.1:8080/hooks/" + zot.name());
        assertThat(sink.at("/credentials/token").asText())
                .isEqualTo(zot.hookSecret().orElseThrow().reveal());
    }

    @Test
    void takesTwoSecretsWhileOneReplacesTheOther() throws Exception {
        StandaloneSettings settings = read(
                "registries: [{name: local, url: 'http://h', kind: acr-eventgrid,"
                        + " webhook: {secret: 'env:NEW', previousSecret: 'env:OLD'}}]\n",
                Map.of("NEW", "new", "OLD", "old"));
        RegistrySettings local = settings.registries().get(0);

        assertThat(local.kind()).isEqualTo(RegistrySettings.Kind.ACR_EVENTGRID);
        Secret secret = local.hookSecret().orElseThrow();
        assertThat(secret.reveal()).isEqualTo("new");
        assertThat(secret.previous().orElseThrow().reveal()).isEqualTo("old");
        assertThat(problems(
                        "registries: [{name: local, url: 'http://h', webhook: {previousSecret: 'env:OLD'}}]\n",
                        Map.of("OLD", "old")))
                .containsExactly("registries[local].webhook.secret: is missing, and so is oidc");
    }

    @Test
    void quotesAKindThatNobodyUnderstands() throws Exception {
        assertThat(problems("registries: [{name: local, url: 'http://h', kind: Zot}]\n", Map.of()))
                .containsExactly(
                        "registries[local].kind: is none of [distribution, zot, harbor, ecr, ghcr, quay, gitlab, acr,"
                                + " acr-eventgrid, gar, dockerhub, gitea, cloudevents, jfrog, nexus, cloudsmith, aliyun, chainguard,"
                                + " cdevents]: \"Zot\"");
    }

    @Test
    void needsOnlyARegistry() throws Exception {
        assertThat(problems("", Map.of())).containsExactly("registries: at least one is needed");
        assertThat(problems("# nothing yet\n", Map.of())).containsExactly("registries: at least one is needed");
        assertThat(problems("registries:\n  -\n", Map.of()))
                .containsExactly(
                        "registries[0].name: is no lower-case OCI name component, or is \"all\": \"\"",
                        "registries[0].url: is missing");
        assertThat(problems("registries: [local]\n", Map.of()))
                .containsExactly("registries[0]: has keys of its own, and is no single value: \"local\"");
    }

    @Test
    void takesAnEntryThatTheEnvironmentCompletes() throws Exception {
        RegistrySettings local = read(
                        "registries: [{name: eu-west.1}]\n",
                        Map.of(
                                "BACKREF_REGISTRIES_EU_WEST_1_URL", "https://registry.example.com",
                                "BACKREF_REGISTRIES_EU_WEST_1_CREDENTIALS_USERNAME", "bob",
                                "BACKREF_REGISTRIES_EU_WEST_1_CREDENTIALS_PASSWORD", "env:PASSWORD",
                                "BACKREF_REGISTRIES_EU_WEST_1_TOKENHOSTS", "a.example.com, b.example.com:444",
                                "BACKREF_REGISTRIES_EU_WEST_1_BUDGET_PERSECOND", "7",
                                "PASSWORD", "secret"))
                .registries()
                .get(0);
        assertThat(local.url()).hasHost("registry.example.com");
        assertThat(((Account.Named) local.access().account().orElseThrow()).username())
                .isEqualTo("bob");
        assertThat(local.access().tokenHosts()).containsExactlyInAnyOrder("a.example.com", "b.example.com:444");
        assertThat(local.access().budget()).isEqualTo(new RegistrySettings.Budget(8, 7));
    }

    @Test
    void takesTheEnvironmentForStrongerThanTheFile() throws Exception {
        String text = """
            http: {port: 1}
            kafka: {properties: {fetch.min.bytes: 1, linger.ms: 5}}
            registries: [{name: local, url: 'http://h', tokenHosts: [a]}]
            """;
        StandaloneSettings settings = read(
                text,
                Map.of(
                        "BACKREF_HTTP_PORT", "2",
                        "BACKREF_KAFKA_PROPERTIES_LINGER_MS", "6",
                        "BACKREF_REGISTRIES_LOCAL_TOKEN_HOSTS", "b"));
        assertThat(settings.http().port()).isEqualTo(2);
        assertThat(settings.broker().properties()).isEqualTo(Map.of("fetch.min.bytes", "1", "linger.ms", "6"));
        assertThat(settings.registries().get(0).access().tokenHosts()).containsExactly("b");
    }

    @Test
    void refusesAVariableThatOverridesNothing() throws Exception {
        assertThat(problems(
                        "registries: [{name: local, url: 'http://h'}]\n",
                        Map.of(
                                "BACKREF_REGISTRIES_OTHER_URL", "http://h",
                                "BACKREF_HTPP_PORT", "1",
                                "BACKREF_HTTP_PORT", "x",
                                "BACKREF_LOG", "json")))
                .containsExactly(
                        "http.port: is no whole number from 0 to 65535: \"x\"",
                        "BACKREF_HTPP_PORT: no such key to override",
                        "BACKREF_REGISTRIES_OTHER_URL: no such key to override");
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
