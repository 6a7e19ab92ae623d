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
    private static final Digest SUBJECT = Digest.sha256(new byte[1]);
    private static final Digest REFERRER = Digest.sha256(new byte[0]);
    private static final LocationScan.Found EDGE =
            new LocationScan.Found(Instant.parse("2026-03-01T12:00:00.123Z"), REFERRER);

    @Test
    void isReadAsItIsWritten() {
        assertThat(Cursor.edge(SUBJECT, Cursor.write(SUBJECT, EDGE))).isEqualTo(EDGE);
        assertThat(Cursor.referrer(SUBJECT, Cursor.write(SUBJECT, REFERRER))).isEqualTo(REFERRER);
    }

    @Test
    void fitsIntoAUrl() {
        assertThat(Cursor.write(SUBJECT, EDGE)).matches("[A-Za-z0-9_-]+");
        assertThat(Cursor.write(SUBJECT, REFERRER)).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void isOfOneListingAlone() {
        assertThatIllegalArgumentException().isThrownBy(() -> Cursor.edge(SUBJECT, Cursor.write(SUBJECT, REFERRER)));
        assertThatIllegalArgumentException().isThrownBy(() -> Cursor.referrer(SUBJECT, Cursor.write(SUBJECT, EDGE)));
    }

    @Test
    void isOfOneSubjectAlone() {
        assertThatIllegalArgumentException().isThrownBy(() -> Cursor.edge(REFERRER, Cursor.write(SUBJECT, EDGE)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cursor.referrer(REFERRER, Cursor.write(SUBJECT, REFERRER)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "e",
                "e 1",
                "e 1 sha256:00",
                "e x sha256:00 6e340b9c",
                "e 1 sha256:00 6e340b9c",
                "r",
                "r sha256:00",
                "r sha256:00 6e340b9c",
                "e -1 x:y 6e340b9c"
            })
    void refusesWhatIsNoneAndQuotesIt(String content) {
        String cursor = Base64.getUrlEncoder().withoutPadding().encodeToString(content.getBytes(UTF_8));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cursor.edge(SUBJECT, cursor))
                .withMessageContaining("\"" + cursor + "\"");
        assertThatIllegalArgumentException().isThrownBy(() -> Cursor.referrer(SUBJECT, cursor));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%%%", "a b", "=", "ä"})
    void refusesWhatIsNotEvenEncoded(String cursor) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cursor.edge(SUBJECT, cursor))
                .withMessageContaining("\"" + cursor + "\"");
    }
}
