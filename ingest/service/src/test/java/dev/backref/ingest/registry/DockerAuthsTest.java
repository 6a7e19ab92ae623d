package dev.backref.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerAuthsTest {
    private static final String BOB = "\"auth\": \"Ym9iOmh1bjp0ZXIy\""; // bob:hun:ter2

    @ParameterizedTest
    @CsvSource({
        "https://registry.example.com, registry.example.com",
        "https://registry.example.com, registry.example.com:443",
        "https://registry.example.com:443, registry.example.com",
        "https://registry.example.com, https://registry.example.com",
        "https://registry.example.com, https://registry.example.com/v1/",
        "https://registry.example.com, https://registry.example.com/v2/",
        "http://localhost:5000, localhost:5000",
        "http://localhost:5000, http://localhost:5000/v1/",
        "https://registry-1.docker.io, https://index.docker.io/v1/",
        "https://index.docker.io, https://index.docker.io/v1/",
        "https://registry-1.docker.io, docker.io",
    })
    void knowsAHostByTheKeysThatDockerWrites(String url, String key) throws Exception {
        assertThat(auths("{\"auths\": {\"other.example.com\": {}, \"" + key + "\": {" + BOB + "}}}")
                        .entry(host(url)))
                .contains(Credentials.password("bob", "hun:ter2"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://registry.example.com, example.com",
        "https://registry.example.com, registry.example.com:5000",
        "https://registry.example.com:5000, registry.example.com",
        "https://registry.example.com, evil.example.com/registry.example.com",
        "https://registry.example.com, registry.example.com.evil.example.com",
        "https://registry.example.com, https://index.docker.io/v1/",
    })
    void givesAHostNothingOfAnother(String url, String key) throws Exception {
        assertThat(auths("{\"auths\": {\"" + key + "\": {" + BOB + "}}}").entry(host(url)))
                .isEmpty();
    }

    @Test
    void takesTheKeyThatDockerWritesBeforeOneOfAnOldClient() throws Exception {
        DockerAuths auths = auths(
                "{\"auths\": {\"https://h/v1/\": {\"username\": \"old\", \"password\": \"p\"}, \"h\": {" + BOB + "}}}");
        assertThat(auths.entry(host("https://h"))).contains(Credentials.password("bob", "hun:ter2"));
    }

    @Test
    void takesNameAndPasswordApart() throws Exception {
        assertThat(auths("{\"auths\": {\"h\": {\"username\": \"bob\", \"password\": \"hunter2\"}}}")
                        .entry(host("https://h")))
                .contains(Credentials.password("bob", "hunter2"));
    }

    @Test
    void prefersAnIdentityToken() throws Exception {
        assertThat(auths("{\"auths\": {\"h\": {" + BOB + ", \"identitytoken\": \"refresh\"}}}")
                        .entry(host("https://h")))
                .contains(Credentials.identityToken("bob", "refresh"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"auths\": {}}", "{\"auths\": {\"h\": {}}}", "{\"auths\": {\"h\": {\"auth\": \"\"}}}"})
    void hasNothingWhereNothingIsWritten(String json) throws Exception {
        assertThat(auths(json).entry(host("https://h"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"auth\": \"hunter2!\"} | has no base64 in the auth of \"h\"",
                "{\"auth\": \"aHVudGVyMg==\"} | has no name and password in the auth of \"h\"",
                "{\"registrytoken\": \"hunter2\"} | has only a registrytoken for \"h\", which is not supported",
            })
    void refusesAnEntryThatItCannotUseAndDoesNotShowIt(String entry, String words) throws Exception {
        DockerAuths auths = auths("{\"auths\": {\"h\": " + entry + "}}");
        assertThatThrownBy(() -> auths.entry(host("https://h")))
                .isInstanceOf(IOException.class)
                .hasMessage(words);
    }

    @ParameterizedTest
    @CsvSource(
            value = {"'' | is no JSON", "{\"auths\": hunter2} | is no JSON", "[] | is no JSON object"},
            delimiter = '|')
    void refusesWhatIsNoSuchFile(String text, String words) {
        assertThatThrownBy(() -> auths(text))
                .isInstanceOf(IOException.class)
                .hasMessage(words)
                .hasNoCause();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"credsStore\": \"pass\"} | pass",
                "{\"credHelpers\": {\"h\": \"ecr-login\"}, \"credsStore\": \"pass\"} | ecr-login",
                "{\"credHelpers\": {\"https://h/v1/\": \"ecr-login\"}} | ecr-login",
                "{\"credHelpers\": {\"other\": \"ecr-login\"}, \"credsStore\": \"pass\"} | pass",
                "{\"credHelpers\": {\"h\": \"\"}, \"credsStore\": \"pass\"} | ",
                "{\"credHelpers\": {\"other\": \"ecr-login\"}} | ",
                "{\"auths\": {\"h\": {}}} | ",
            })
    void namesTheHelperOfAHostBeforeThatForAll(String json, String helper) throws Exception {
        assertThat(auths(json).helper(host("https://h")).orElse(null)).isEqualTo(helper);
    }

    @ParameterizedTest
    @CsvSource({
        "https://h, h",
        "https://h:443, h",
        "http://h:80, h",
        "https://h:5000, h:5000",
        "https://registry-1.docker.io, https://index.docker.io/v1/"
    })
    void asksAHelperAsDockerDoes(String url, String server) {
        assertThat(host(url).server()).isEqualTo(server);
    }

    private static DockerHost host(String url) {
        return DockerHost.of(Origin.of(URI.create(url)));
    }

    private static DockerAuths auths(String json) throws IOException {
        return DockerAuths.read(json.getBytes(StandardCharsets.UTF_8));
    }
}
