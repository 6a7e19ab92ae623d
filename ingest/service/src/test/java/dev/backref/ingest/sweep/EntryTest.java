package dev.backref.ingest.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backref.ingest.contract.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryTest {
    private static final Digest DIGEST = Digest.sha256("x".getBytes(StandardCharsets.UTF_8));

    @Test
    void readsWhatItWrites() {
        assertThat(Entry.parse(":v1")).isEqualTo(new Entry(":v1", Optional.empty()));
        assertThat(Entry.parse(":v1 " + DIGEST)).isEqualTo(new Entry(":v1", Optional.of(DIGEST)));
        assertThat(Entry.parse("@" + DIGEST)).isEqualTo(new Entry("@" + DIGEST, Optional.empty()));
        assertThat(Entry.parse(":v1 " + DIGEST).line()).isEqualTo(":v1 " + DIGEST);
        assertThat(Entry.parse("@" + DIGEST).line()).isEqualTo("@" + DIGEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v1", ":", ": ", ":-v1", "@sha256:abc", ":v1 ", ":v1 sha256:abc", ":v1 :v2"})
    void refusesOtherLines(String line) {
        assertThatThrownBy(() -> Entry.parse(line)).isInstanceOf(IllegalArgumentException.class);
    }
}
