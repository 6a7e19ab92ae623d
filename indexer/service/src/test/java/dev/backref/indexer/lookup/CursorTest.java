package dev.backref.indexer.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.backref.ingest.contract.Digest;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    private static final Digest REFERRER = Digest.sha256(new byte[0]);
    private static final LocationScan.Found EDGE =
            new LocationScan.Found(Instant.parse("2026-03-01T12:00:00.123Z"), REFERRER);

    @Test
    void isReadAsItIsWritten() {
        assertThat(Cursor.edge(Cursor.write(EDGE))).isEqualTo(EDGE);
        assertThat(Cursor.referrer(Cursor.write(REFERRER))).isEqualTo(REFERRER);
    }

    @Test
    void fitsIntoAUrl() {
        assertThat(Cursor.write(EDGE)).matches("[A-Za-z0-9_-]+");
        assertThat(Cursor.write(REFERRER)).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void isOfOneListingAlone() {
        assertThatIllegalArgumentException().isThrownBy(() -> Cursor.edge(Cursor.write(REFERRER)));
        assertThatIllegalArgumentException().isThrownBy(() -> Cursor.referrer(Cursor.write(EDGE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "e", "e 1", "e x sha256:00", "e 1 sha256:00", "r", "r sha256:00", "e -1 x:y"})
    void refusesWhatIsNoneAndQuotesIt(String content) {
        String cursor = Base64.getUrlEncoder().withoutPadding().encodeToString(content.getBytes(UTF_8));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cursor.edge(cursor))
                .withMessageContaining("\"" + cursor + "\"");
        assertThatIllegalArgumentException().isThrownBy(() -> Cursor.referrer(cursor));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%%%", "a b", "=", "ä"})
    void refusesWhatIsNotEvenEncoded(String cursor) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cursor.edge(cursor))
                .withMessageContaining("\"" + cursor + "\"");
    }
}
