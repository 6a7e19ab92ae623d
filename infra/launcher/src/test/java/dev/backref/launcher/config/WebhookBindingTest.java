package dev.backref.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.SenderTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the tokens of a webhook's sender are configured. */
class WebhookBindingTest {
    private static final String OIDC = "registries[r].webhook.oidc";

    @TempDir
    private Path folder;

    @Test
    void knowsTheIssuersOfPubSubAndOfChainguard() throws Exception {
        assertThat(tokens("kind: gar, webhook: {oidc: {audience: 'https://h/hooks/r', identity: {email: a@b}}}"))
                .isEqualTo(
                        new SenderTokens("https://accounts.google.com", "https://h/hooks/r", Map.of("email", "a@b")));
        assertThat(tokens("kind: chainguard, webhook: {oidc: {audience: customer, identity: {sub: 'webhook:1'}}}"))
                .isEqualTo(new SenderTokens("https://issuer.enforce.dev", "customer", Map.of("sub", "webhook:1")));
    }

    @Test
    void takesAnIssuerForAnyKind() throws Exception {
        String tenant = "https://sts.windows.net/72f988bf/";
        String sender = "audience: 'api://hook', identity: {appid: 4962773b}";
        assertThat(tokens("kind: acr-eventgrid, webhook: {oidc: {issuer: '" + tenant + "', " + sender + "}}"))
                .isEqualTo(new SenderTokens(tenant, "api://hook", Map.of("appid", "4962773b")));
        assertThat(tokens("kind: gar, webhook: {oidc: {issuer: 'http://127.0.0.1:9000', audience: a, identity: any}}"))
                .isEqualTo(new SenderTokens("http://127.0.0.1:9000", "a", Map.of()));
    }

    @Test
    void takesAnySenderFromTheEnvironmentToo() throws Exception {
        RegistrySettings registry = registry(
                "kind: zot, webhook: {oidc: {issuer: 'https://i', audience: a}}",
                Map.of("BACKREF_REGISTRIES_R_WEBHOOK_OIDC_IDENTITY", "any"));

        assertThat(registry.webhook().orElseThrow().tokens()).contains(new SenderTokens("https://i", "a", Map.of()));
    }

    @Test
    void readsAllOfItFromTheEnvironment() throws Exception {
        RegistrySettings registry = registry(
                "kind: gar",
                Map.of(
                        "BACKREF_REGISTRIES_R_WEBHOOK_OIDC_AUDIENCE", "a",
                        "BACKREF_REGISTRIES_R_WEBHOOK_OIDC_IDENTITY_EMAIL", "a@b"));

        assertThat(registry.webhook().orElseThrow().tokens())
                .contains(new SenderTokens("https://accounts.google.com", "a", Map.of("email", "a@b")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "kind: zot, webhook: {oidc: {audience: a, identity: any}} | .issuer: is missing",
                "kind: gar, webhook: {oidc: {identity: {email: a@b}}} | .audience: is missing",
                "kind: gar, webhook: {oidc: {audience: ' ', identity: {email: a@b}}} | .audience: is blank: \" \"",
                "kind: gar, webhook: {oidc: {audience: a}} | .identity: must hold claims: anybody can have a token for any"
                        + " audience of: \"https://accounts.google.com\"",
                "kind: gar, webhook: {oidc: {audience: a, identity: any}} | .identity: must hold claims: anybody can have"
                        + " a token for any audience of: \"https://accounts.google.com\"",
                "kind: acr, webhook: {oidc: {issuer: 'https://issuer.enforce.dev', audience: a, identity: any}} |"
                        + " .identity: must hold claims: anybody can have a token for any audience of:"
                        + " \"https://issuer.enforce.dev\"",
                "kind: zot, webhook: {oidc: {issuer: 'https://h', audience: a}} | .identity: is missing; any lets in every"
                        + " sender of the issuer",
                "kind: zot, webhook: {oidc: {issuer: 'https://h', audience: a, identity: {}}} | .identity: is missing; any"
                        + " lets in every sender of the issuer",
                "kind: zot, webhook: {oidc: {issuer: 'https://h', audience: a, identity: all}} | .identity: is neither a"
                        + " map of claims nor any: \"all\"",
                "kind: zot, webhook: {oidc: {issuer: 'https://h', audience: a, identity: [any]}} | .identity: is no map",
                "kind: gar, webhook: {oidc: {audience: a, identity: {aud: a}}} | .identity: holds a claim that is looked"
                        + " at anyway: \"aud\"",
                "kind: gar, webhook: {oidc: {audience: a, identity: {sub: ''}}} | .identity.sub: is blank: \"\"",
                "kind: gar, webhook: {oidc: {audience: a, identity: {sub: [a]}}} | .identity: is no single value at"
                        + " \"sub\"",
                "kind: zot, webhook: {oidc: {issuer: 'http://h', audience: a, identity: any}} | .issuer: is no https URL without user,"
                        + " query and fragment; http is for loopback alone: \"http://h\"",
                "kind: gar, webhook: {oidc: {audience: a, identity: {sub: a}, key: b}} | .key: no such key; there are"
                        + " audience, identity, issuer",
                "kind: gar, webhook: {oidc: 'https://h'} | : has keys of its own, and is no single value: \"https://h\"",
            })
    void saysWhatIsWrong(String registry, String problem) throws Exception {
        assertThat(problems(registry)).containsExactly(OIDC + problem);
    }

    @Test
    void takesNoSecretBesides() throws Exception {
        String tokens = "oidc: {audience: a, identity: {sub: b}}";
        String problem = OIDC + ": stands beside a secret, and a webhook is proved by one of them";

        assertThat(problems("kind: gar, webhook: {secret: 'env:S', " + tokens + "}"))
                .containsExactly(problem);
        assertThat(problems("kind: gar, webhook: {previousSecret: 'env:S', " + tokens + "}"))
                .containsExactly(problem);
    }

    @Test
    void takesATopicInPlaceOfAHookOrBesideOne() throws Exception {
        RegistrySettings.Webhook alone = registry(
                        "kind: ecr, webhook: {silence: 2d}, intake: {topic: ecr-events}", Map.of())
                .webhook()
                .orElseThrow();
        assertThat(alone.topic()).contains("ecr-events");
        assertThat(alone.isOpen()).isFalse();
        assertThat(alone.silentAfter()).contains(Duration.ofDays(2));
        RegistrySettings.Webhook both = registry(
                        "kind: zot, webhook: {oidc: {issuer: 'https://i', audience: a, identity: any}}",
                        Map.of("BACKREF_REGISTRIES_R_INTAKE_TOPIC", "bus"))
                .webhook()
                .orElseThrow();
        assertThat(both.topic()).contains("bus");
        assertThat(both.isOpen()).isTrue();
    }

    @Test
    void takesNoFormerSecretAlone() throws Exception {
        assertThat(problems("kind: ecr, webhook: {previousSecret: 'env:S'}, intake: {topic: t}"))
                .containsExactly(
                        "registries[r].webhook.previousSecret: stands without a secret, so that no hook is open");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a b | is no name of a topic: up to 249 letters, digits, dots, - and _",
                ".. | is no name of a topic: up to 249 letters, digits, dots, - and _",
                "backref.dead-letters | is a name of Backref's own topics, with kafka.topicPrefix or another before it",
                "other.registry-events | is a name of Backref's own topics, with kafka.topicPrefix or another before it",
                "backref.any | is a name of Backref's own topics, with kafka.topicPrefix or another before it"
            })
    void refusesATopicThatCannotBeTheUsers(String topic, String why) throws Exception {
        assertThat(problems("intake: {topic: '" + topic + "'}"))
                .containsExactly("registries[r].intake.topic: " + why + ": \"" + topic + "\"");
    }

    @Test
    void refusesATopicOfItsOwnWithoutAPrefixToo() throws Exception {
        Path file = Files.writeString(folder.resolve("backref.yaml"), """
                kafka: {topicPrefix: ''}
                registries:
                  - {name: r, url: 'http://h', intake: {topic: observations}}
                  - {name: s, url: 'http://h', intake: {topic: observations-of-ours}}
                  - {name: t, url: 'http://h', intake: {topic: indexer-1-any-changelog}}
                """);
        ConfigProblems problems = catchThrowableOfType(ConfigProblems.class, () -> ConfigFile.read(file, Map.of()));
        assertThat(problems.problems())
                .containsExactly(
                        "registries[r].intake.topic: is a name of Backref's own topics, with kafka.topicPrefix or"
                                + " another before it: \"observations\"",
                        "registries[t].intake.topic: is a name of Backref's own topics, with kafka.topicPrefix or"
                                + " another before it: \"indexer-1-any-changelog\"");
    }

    @Test
    void sharesAHookThatTakesTokens() throws Exception {
        Path file = Files.writeString(folder.resolve("backref.yaml"), """
                registries:
                  - {name: r, url: 'http://h', kind: gar, webhook: {oidc: {audience: a, identity: {sub: b}}}}
                  - {name: eu, url: 'http://eu', kind: gar, webhook: {via: r}}
                """);
        List<RegistrySettings> registries = ConfigFile.read(file, Map.of()).registries();

        assertThat(registries.get(0).hookSecret()).isEmpty();
        assertThat(registries).allMatch(RegistrySettings::hasHook);
    }

    private SenderTokens tokens(String registry) throws IOException {
        return registry(registry, Map.of()).webhook().orElseThrow().tokens().orElseThrow();
    }

    private RegistrySettings registry(String registry, Map<String, String> environment) throws IOException {
        return ConfigFile.read(written(registry), environment).registries().get(0);
    }

    private List<String> problems(String registry) throws IOException {
        Path file = written(registry);
        ConfigProblems problems =
                catchThrowableOfType(ConfigProblems.class, () -> ConfigFile.read(file, Map.of("S", "secret")));
        assertThat(problems).as("problems of %s", registry).isNotNull();
        return problems.problems();
    }

    private Path written(String registry) throws IOException {
        return Files.writeString(
                folder.resolve("backref.yaml"), "registries: [{name: r, url: 'http://h', " + registry + "}]");
    }
}
