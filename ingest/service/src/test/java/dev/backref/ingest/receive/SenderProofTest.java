package dev.backref.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SenderProofTest {
    private static final String SECRET = "s3cret:with:colons";

    @ParameterizedTest
    @ValueSource(strings = {"Bearer " + SECRET, "bearer  " + SECRET, SECRET})
    void takesTheSecretAsBearerTokenOrBare(String header) {
        assertThat(new SenderProof(header).holds(() -> SECRET)).isTrue();
    }

    @Test
    void takesTheSecretAsThePasswordOfAnyUser() {
        assertThat(new SenderProof("Basic " + base64("any:" + SECRET)).holds(() -> SECRET))
                .isTrue();
        assertThat(new SenderProof("bAsIc " + base64(":" + SECRET)).holds(() -> SECRET))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer s3cret",
                "Bearer " + SECRET + "x",
                "Token " + SECRET,
                "Basic " + SECRET,
                "Basic !!!",
                "Basic czNjcmV0"
            })
    void refusesEverythingElse(String header) {
        assertThat(new SenderProof(header).holds(() -> SECRET)).isFalse();
    }

    @Test
    void refusesTheSecretAsUserName() {
        assertThat(new SenderProof("Basic " + base64("name:")).holds(() -> "name"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer ", "Basic Og==", " "})
    void letsNobodyProveAnEmptySecret(String header) {
        assertThat(new SenderProof(header).holds(() -> "")).isFalse();
        assertThat(new SenderProof(header).holds(() -> " ")).isFalse();
    }

    @Test
    void comparesSecretsBeyondAsciiAsTheBytesThatWereSent() {
        String header = new String("Bearer schlüssel".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

        assertThat(new SenderProof(header).holds(() -> "schlüssel")).isTrue();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
