package dev.backref.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HarborReaderTest {
    private static final String A = "sha256:" + "a".repeat(64);
    private static final String B = "sha256:" + "b".repeat(64);
    private static final String C = "sha256:" + "c".repeat(64);
    private static final byte[] PAGE = ("[{\"accessories\":[{\"digest\":\"" + C + "\",\"name\":\"no\"}],\"digest\":\""
                    + A
                    + "\",\"x\":{\"digest\":\"no\",\"tags\":[{\"name\":\"no\"}]},\"id\":4,\"tags\":[{\"name\":\"v1\","
                    + "\"y\":[{\"name\":\"no\"}]},{\"name\":\"\u00e9\"}]},{\"id\":9,\"tags\":null,\"digest\":\"" + B
                    + "\"}]")
            .getBytes(StandardCharsets.UTF_8);

    @Test
    void readsTheSameWhereverThePageIsCut() throws IOException {
        for (int cut = 0; cut <= PAGE.length; cut++) {
            PageReader reader = new HarborReader.Artifacts(3, 10);
            reader.read(Arrays.copyOfRange(PAGE, 0, cut));
            reader.read(Arrays.copyOfRange(PAGE, cut, PAGE.length));
            reader.end();
            assertThat(reader.takeFound()).containsExactly(":v1 " + A, "@" + C, "@" + B);
            assertThat(reader.names()).isEqualTo(4);
            assertThat(reader.refused()).isOne();
            assertThat(reader.reached()).isEqualTo(9);
            assertThat(reader.full()).isFalse();
        }
    }

    @Test
    void boundsWhatElseStandsInAPage() {
        assertThatThrownBy(() -> read("[{" + "\"x\":1,".repeat(200_001))).hasMessageContaining("fields");
        assertThatThrownBy(() -> read("[{\"x\":" + "[".repeat(65))).hasMessageContaining("depth");
        assertThatThrownBy(() -> read("[{\"x\":\"" + "x".repeat(5_000_000))).hasMessageContaining("length");
        assertThatThrownBy(() -> read("[{\"" + "x".repeat(10_000))).hasMessageContaining("length");
        assertThatThrownBy(() -> read("[{\"id\":99999999999999999999,")).hasMessageContaining("out of range");
    }

    private static void read(String json) throws IOException {
        new HarborReader.Artifacts(0, 1_000_000).read(json.getBytes(StandardCharsets.UTF_8));
    }
}
