package dev.backref.ingest.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BasisTest {
    @ParameterizedTest
    @CsvSource({"DIGESTS,digests", "REFERRERS_API,referrers-api", "TAGS,tags", "EVENTS,events"})
    void hasOneWordInJsonAndElsewhere(Basis basis, String word) {
        assertThat(basis.word()).isEqualTo(word);
        assertThat(Basis.parse(word)).isEqualTo(basis);
        assertThat(new String(Json.write(basis), StandardCharsets.UTF_8)).isEqualTo("\"" + word + "\"");
    }

    @Test
    void refusesOtherWords() {
        assertThatThrownBy(() -> Basis.parse("TAGS")).hasMessage("not a basis: \"TAGS\"");
    }
}
