package dev.backref.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskTest {
    private static final Ask HERE = new Ask(
            RequestClass.MANIFEST,
            HttpMethod.GET,
            URI.create("https://registry.example.com/v2/app/manifests/latest"),
            "*/*",
            Optional.of("Bearer secret"),
            BodyReader.atMost(1));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://registry.example.com/elsewhere",
                "https://registry.example.com:443/elsewhere?signature=1",
                "HTTPS://Registry.Example.COM/",
            })
    void takesItsAuthorizationAlongToTheSameSchemeHostAndPort(String same) {
        assertThat(HERE.redirectedTo(URI.create(same)).authorization()).contains("Bearer secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://registry.example.com/elsewhere",
                "http://registry.example.com:443/elsewhere",
                "https://registry.example.com:8443/elsewhere",
                "https://example.com/elsewhere",
                "https://storage.registry.example.com/elsewhere",
                "https://registry.example.com.evil.example/elsewhere",
            })
    void takesItsAuthorizationNowhereElse(String other) {
        assertThat(HERE.redirectedTo(URI.create(other)).authorization()).isEmpty();
    }
}
