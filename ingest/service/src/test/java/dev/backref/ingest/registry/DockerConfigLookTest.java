package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.FaultyRegistry.MANIFEST;
import static dev.backref.ingest.registry.FaultyRegistry.await;
import static dev.backref.ingest.registry.HelperFolder.access;
import static dev.backref.ingest.registry.TroubleLookTest.later;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.registry.Look.Found;
import dev.backref.ingest.registry.Look.Later;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerConfigLookTest {
    private final FaultyRegistry registry = new FaultyRegistry(this::guard);
    private final String host = URI.create(registry.url).getAuthority();
    private final List<String> forms = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private Path file;
    private RegistryClient client;
    private HelperFolder helpers;
    private volatile String challenge = "Basic realm=\"registry\"";
    private volatile String expected = basic("first");

    @BeforeEach
    void makeAClient() {
        file = folder.resolve("config.json");
        helpers = new HelperFolder(folder);
        client = registry.client(access(new Account.DockerConfig(file, helpers.programs())));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void looksWithWhatTheFileSaysNow() throws Exception {
        write("{\"auths\": {\"" + host + "\": {\"username\": \"bob\", \"password\": \"first\"}}}");
        assertThat(await(client.look(MANIFEST))).isInstanceOf(Found.class);

        expected = basic("the second");
        assertThat(later(await(client.look(MANIFEST))).reason()).isEqualTo(LookFailure.UNAUTHORIZED);

        write("{\"auths\": {\"" + host + "\": {\"username\": \"bob\", \"password\": \"the second\"}}}");
        assertThat(await(client.look(MANIFEST))).isInstanceOf(Found.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"auths\": hunter2 | is no JSON",
                "[] | is no JSON object",
                "{\"auths\": {\"HOST\": {\"auth\": \"hunter2!\"}}} | has no base64 in the auth of \"HOST\"",
                "{\"credsStore\": \"../hunter2\"} | names a credential helper that can be none: \"../hunter2\"",
            })
    void isUnauthorizedWithWordsWhereTheFileCannotBeUsed(String json, String words) throws Exception {
        write(json.replace("HOST", host));
        Later later = later(await(client.look(MANIFEST)));

        assertThat(later.reason()).isEqualTo(LookFailure.UNAUTHORIZED);
        assertThat(later.detail()).isEqualTo(file + " " + words.replace("HOST", host));
    }

    @Test
    void looksAgainWhenTheFileIsThereAgain() throws Exception {
        Later later = later(await(client.look(MANIFEST)));
        assertThat(later.reason()).isEqualTo(LookFailure.UNAUTHORIZED);
        assertThat(later.detail()).isEqualTo(file + " is not there");

        write("{\"auths\": {\"" + host + "\": {\"username\": \"bob\", \"password\": \"first\"}}}");
        assertThat(await(client.look(MANIFEST))).isInstanceOf(Found.class);
    }

    @Test
    void saysThatThereAreNoneWhereTheRegistryWantsSome() throws Exception {
        write("{\"auths\": {\"other.example.com\": {\"username\": \"bob\", \"password\": \"first\"}}}");
        Later later = later(await(client.look(MANIFEST)));

        assertThat(later.reason()).isEqualTo(LookFailure.UNAUTHORIZED);
        assertThat(later.detail()).isEqualTo("there are no credentials for " + registry.url + " where it wants some");
    }

    @Test
    void asksTheHelperThatTheFileNames() throws Exception {
        helpers.answering("one", "bob", "first");
        helpers.answering("two", "bob", "second");
        write("{\"credHelpers\": {\"" + host + "\": \"one\"}, \"credsStore\": \"two\"}");
        assertThat(await(client.look(MANIFEST))).isInstanceOf(Found.class);
        assertThat(await(client.look(MANIFEST))).isInstanceOf(Found.class);
        assertThat(helpers.callsOf("one")).containsExactly("get " + host);

        expected = basic("second");
        write("{\"credsStore\": \"two\"}");
        assertThat(await(client.look(MANIFEST))).isInstanceOf(Found.class);
        assertThat(helpers.callsOf("one")).hasSize(1);
        assertThat(helpers.callsOf("two")).containsExactly("get " + host);
    }

    @Test
    void asksTheHelperThatTheFileNamesAgainWhenItIsRefused() throws Exception {
        helpers.answering("one", "bob", "first");
        write("{\"credsStore\": \"one\"}");
        await(client.look(MANIFEST));
        expected = basic("second");
        helpers.answering("one", "bob", "second");

        assertThat(await(client.look(MANIFEST))).isInstanceOf(Found.class);
        assertThat(helpers.callsOf("one")).hasSize(2);
    }

    @Test
    void asksTheTokenServerWithAnIdentityToken() throws Exception {
        challenge = "Bearer realm=\"" + registry.url + "/token\",service=\"the registry\"";
        expected = "Bearer t";
        write("{\"auths\": {\"" + host + "\": {\"auth\": \"Ym9iOg==\", \"identitytoken\": \"re+fresh\"}}}");

        assertThat(await(client.look(MANIFEST))).isInstanceOf(Found.class);
        assertThat(forms)
                .containsExactly("grant_type=refresh_token&client_id=backref&service=the%20registry"
                        + "&scope=repository%3Ateam%2Fapp%3Apull&refresh_token=re%2Bfresh");
    }

    @Test
    void neverTakesAnIdentityTokenAlongToWhereTheTokenServerRedirects() throws Exception {
        challenge = "Bearer realm=\"" + registry.url + "/moved\"";
        write("{\"auths\": {\"" + host + "\": {\"identitytoken\": \"refresh\"}}}");

        assertThat(later(await(client.look(MANIFEST))).reason()).isEqualTo(LookFailure.REDIRECT_REFUSED);
        assertThat(forms).isEmpty();
    }

    @Test
    void isUnauthorizedWithWordsWhereAnIdentityTokenIsNoPassword() throws Exception {
        write("{\"auths\": {\"" + host + "\": {\"identitytoken\": \"refresh\"}}}");
        Later later = later(await(client.look(MANIFEST)));

        assertThat(later.reason()).isEqualTo(LookFailure.UNAUTHORIZED);
        assertThat(later.detail()).contains("identity token").doesNotContain("refresh");
    }

    private void write(String json) throws IOException {
        Files.writeString(file, json);
    }

    private static String basic(String password) {
        return "Basic " + Base64.getEncoder().encodeToString(("bob:" + password).getBytes(StandardCharsets.UTF_8));
    }

    private void guard(HttpServerRequest request) {
        if (request.path().equals("/moved")) {
            FaultyRegistry.redirect(request, 307, registry.url + "/token");
        } else if (request.path().equals("/token")) {
            assertThat(request.method()).isEqualTo(HttpMethod.POST);
            assertThat(request.getHeader("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
            request.bodyHandler(form -> {
                forms.add(form.toString());
                request.response().end("{\"access_token\":\"t\"}");
            });
        } else if (expected.equals(request.getHeader("Authorization"))) {
            FaultyRegistry.serveManifest(request);
        } else {
            request.response()
                    .setStatusCode(401)
                    .putHeader("WWW-Authenticate", challenge)
                    .end();
        }
    }
}
