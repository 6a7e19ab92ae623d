package dev.backref.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamesReaderTest {
    private static final byte[] PAGE = ("{\"other\":[{\"tags\":[\"no\"]},1.5e3,true],\"tags\":[\"v1\",\"v\\u0032\","
                    + "\"\u00e9\"],\"name\":\"\\ud83d\\ude00\",\"more\":null}\n ")
            .getBytes(StandardCharsets.UTF_8);

    @Test
    void readsTheSameWhereverThePageIsCut() throws IOException {
        for (int first = 0; first <= PAGE.length; first++) {
            for (int second = first; second <= PAGE.length; second++) {
                NamesReader reader = new NamesReader(NameKind.TAG, 3);
                reader.read(Arrays.copyOfRange(PAGE, 0, first));
                reader.read(Arrays.copyOfRange(PAGE, first, second));
                reader.read(Arrays.copyOfRange(PAGE, second, PAGE.length));
                reader.end();
                assertThat(reader.takeFound()).isEqualTo(List.of("v1", "v2"));
                assertThat(reader.takeFound()).isEmpty();
                assertThat(List.of(reader.names(), reader.refused())).containsExactly(3L, 1L);
            }
        }
    }

    @Test
    void refusesMoreNamesThanItMayHave() {
        NamesReader reader = new NamesReader(NameKind.TAG, 2);
        assertThatThrownBy(() -> reader.read(PAGE)).hasMessageContaining("more names than a listing may have");
    }

    @Test
    void boundsWhatElseStandsInAPage() {
        String fields = "\"x\":1,".repeat(1_001);
        assertThatThrownBy(() -> read("{" + fields)).hasMessageContaining("fields");
        assertThatThrownBy(() -> read("{\"x\":" + "[".repeat(21))).hasMessageContaining("depth");
        assertThatThrownBy(() -> read("{\"x\":\"" + "x".repeat(100_000))).hasMessageContaining("length");
        assertThatThrownBy(() -> read("{\"" + "x".repeat(200_000))).hasMessageContaining("length");
    }

    private static void read(String json) throws IOException {
        new NamesReader(NameKind.TAG, 1).read(json.getBytes(StandardCharsets.UTF_8));
    }
}
