package dev.backref.ingest.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListedSourceTest {
    private static final Digest DIGEST = Digest.sha256("x".getBytes(StandardCharsets.UTF_8));

    @Test
    void readsWhatItWrites() {
        assertThat(ListedSource.parse(":v1")).isEqualTo(new ListedSource(":v1", Optional.empty()));
        assertThat(ListedSource.parse(":v1 " + DIGEST)).isEqualTo(new ListedSource(":v1", Optional.of(DIGEST)));
        assertThat(ListedSource.parse("@" + DIGEST)).isEqualTo(new ListedSource("@" + DIGEST, Optional.empty()));
        assertThat(ListedSource.parse(":v1 " + DIGEST).line()).isEqualTo(":v1 " + DIGEST);
        assertThat(ListedSource.parse("@" + DIGEST).line()).isEqualTo("@" + DIGEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v1", ":", ": ", ":-v1", "@sha256:abc", ":v1 ", ":v1 sha256:abc", ":v1 :v2"})
    void refusesOtherLines(String line) {
        assertThatThrownBy(() -> ListedSource.parse(line)).isInstanceOf(IllegalArgumentException.class);
    }
}
