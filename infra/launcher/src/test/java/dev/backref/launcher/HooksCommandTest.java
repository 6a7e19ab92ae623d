package dev.backref.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import dev.backref.launcher.config.ConfigFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class HooksCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @EnumSource(Kind.class)
    void namesTheSecretAndNeverShowsIt(Kind kind) throws Exception {
        Files.writeString(folder.resolve("hook-secret"), "hunter2");
        Path config = config("kind: " + kind.word() + ", webhook: {secret: 'file:hook-secret'}");

        assertThat(hooks("local", "--config=" + config, "--url=https://backref.example.com"))
                .isEqualTo(Exit.DONE);
        assertThat(out.toString())
                .contains("hook        https://backref.example.com/hooks/local, of the kind " + kind.word())
                .contains("proved by   <the content of " + folder.resolve("hook-secret") + ">")
                .containsPattern("<the content of \\S*/hook-secret>\\S*['\"\\]}\\n]|cat '/\\S*/hook-secret'")
                .contains("What it does not tell:\n- ")
                .doesNotContain("hunter2");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void makesTheAddressOfTheConfigurationAndSaysSo() throws Exception {
        assertThat(hooks("local", "--config=" + config("webhook: {secret: 'env:NOT_SET'}")))
                .isEqualTo(Exit.DONE);
        assertThat(out.toString().lines())
                .contains(
                        "hook        http://127.0.0.1:9999/hooks/local, of the kind distribution",
                        "      url: http://127.0.0.1:9999/hooks/local",
                        "      headers: {Authorization: [\"Bearer <the value of NOT_SET>\"]}");
        assertThat(err.toString())
                .startsWith("backref: http://127.0.0.1:9999 is made from http.host and http.port: say with --url");
    }

    @Test
    void printsWhatDistributionAndZotCanRead() throws Exception {
        String webhook = "webhook: {secret: 'env:HOOK'}";
        hooks("local", "--config=" + config(webhook));
        Object yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(pasted("notifications:\n"));
        JsonNode endpoint = Json.MAPPER.valueToTree(yaml).at("/notifications/endpoints/0");
        assertThat(endpoint.path("url").asText()).isEqualTo("http://127.0.0.1:9999/hooks/local");
        assertThat(endpoint.at("/headers/Authorization/0").asText()).isEqualTo("Bearer <the value of HOOK>");

        out.getBuffer().setLength(0);
        hooks("local", "--config=" + config("kind: zot, " + webhook));
        byte[] json = ("{" + pasted("\"extensions\":") + "}").getBytes(StandardCharsets.UTF_8);
        assertThat(Json.MAPPER
                        .readTree(json)
                        .at("/extensions/events/sinks/0/credentials/token")
                        .asText())
                .isEqualTo("<the value of HOOK>");
    }

    @Test
    void tellsOfTheHookThatTakesEventsOfAnotherRegistry() throws Exception {
        Path config = config("kind: ghcr, webhook: {via: org}", "name: org, kind: ghcr, webhook: {secret: 'env:ORG'}");
        assertThat(hooks("local", "--config=" + config)).isEqualTo(Exit.DONE);
        assertThat(out.toString().lines())
                .contains(
                        "hook        http://127.0.0.1:9999/hooks/org, of the kind ghcr",
                        "takes       events of local, org");
    }

    @Test
    void givesPubSubTheIdentityThatIsChecked() throws Exception {
        String oidc = "kind: gar, webhook: {oidc: {audience: 'https://b/hooks/local', identity: {email: push@p.iam}}}";
        assertThat(hooks("local", "--config=" + config(oidc))).isEqualTo(Exit.DONE);
        assertThat(out.toString())
                .contains(
                        "proved by   a token of https://accounts.google.com for the audience \"https://b/hooks/local\"",
                        "--push-auth-service-account='push@p.iam' --push-auth-token-audience='https://b/hooks/local'");
    }

    @Test
    void tellsOfATopicThatStandsInThePlaceOfAHook() throws Exception {
        String config = "--config=" + config("kind: ecr, intake: {topic: ecr-events}");
        assertThat(hooks("local", config)).isEqualTo(Exit.DONE);
        assertThat(out.toString())
                .startsWith("topic       ecr-events, of the kind ecr\n")
                .contains("proved by   nothing: the broker's ACLs say who may write to its topic\n")
                .contains("writes the body of one as the value of one record")
                .contains("What it does not tell:");
        Path body = Files.writeString(folder.resolve("body"), "{}");
        assertThat(hooks("local", config, "--test=" + body)).isEqualTo(Exit.FAILED);
        assertThat(out.toString())
                .contains("topic       ecr-events, of the kind ecr, for local\n")
                .contains("sender      not asked: who may write to the topic is for its broker to say\n")
                .doesNotContain("answer ");
        assertThat(hooks("local", config, "--send=" + body)).isEqualTo(Exit.CONFIGURATION);
        assertThat(err.toString()).contains("no hook is open for it; it is told of by its topic alone");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "other | 78 | registries: none is called \"other\"",
                "local | 78 | registries[local].webhook: is missing, so that no hook is open for it",
                "Local | 2 | not a registry name: \"Local\"",
                "local --url=https://me:hunter3@b | 2 | --url has a login in it, which nobody asks for: leave it out",
                "local --url=https://me:hunter3@b_c | 2 | --url has a login in it, which nobody asks for: leave it out",
                "local --url=https://b/path | 2 | --url is no http or https URL of a host alone",
            })
    void saysWhyThereIsNothingToSetUp(String arguments, int exit, String words) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments.split(" ")));
        all.add("--config=" + config(arguments.contains("--url") ? "webhook: {secret: 'env:HOOK'}" : "history: none"));
        assertThat(hooks(all.toArray(String[]::new))).isEqualTo(exit);
        assertThat(err.toString()).contains(words).doesNotContain("hunter3");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void readsHeadersOfAFileThatIsAnArgumentOfItsOwn() throws Exception {
        Files.writeString(folder.resolve("hook-secret"), "hunter2");
        Files.writeString(folder.resolve("headers.txt"), "Authorization: Bearer hunter2\n");
        Files.writeString(folder.resolve("body.json"), "{\"events\":[]}");
        Path config = config("webhook: {secret: 'file:hook-secret'}");
        String body = "--test=" + folder.resolve("body.json");
        assertThat(hooks("local", "--config=" + config, body, "--header", "@" + folder.resolve("headers.txt")))
                .as(err::toString)
                .isEqualTo(Exit.DONE);
        assertThat(out.toString()).contains("sender      proved\n").doesNotContain("hunter2");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void readsOneSecretWhereTheOthersAreNot() throws Exception {
        Files.writeString(folder.resolve("hook-secret"), "hook\n");
        Path config = config("webhook: {secret: 'file:hook-secret', previousSecret: 'env:NOT_SET'}");
        assertThat(ConfigFile.readWithoutSecrets(config, Map.of())
                        .registries()
                        .get(0)
                        .hookSecret()
                        .orElseThrow()
                        .reveal())
                .isEqualTo("hook");
    }

    /** From a line's beginning to the next empty line. */
    private String pasted(String beginning) {
        String text = out.toString();
        int from = text.indexOf(beginning);
        return text.substring(from, text.indexOf("\n\n", from));
    }

    private Path config(String... registries) throws IOException {
        StringBuilder text = new StringBuilder("http: {port: 9999}\nregistries:\n");
        for (String registry : registries) {
            String name = registry.startsWith("name: ") ? "" : "name: local, ";
            text.append("  - {").append(name).append(registry).append(", url: 'https://registry.example.com'}\n");
        }
        return Files.writeString(folder.resolve("backref.yaml"), text);
    }

    private int hooks(String... arguments) {
        List<String> all = new ArrayList<>(List.of("hooks"));
        all.addAll(List.of(arguments));
        return Backref.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }
}
