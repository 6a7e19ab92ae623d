package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

class BoundedMemoryTest {
    private static final long MEMORY = 8 * 1024 * 1024;
    private static final int ROWS = 6_000;
    private static final int ROW_BYTES = 4 * 1024;

    @TempDir
    private Path folder;

    private final Random random = new Random(3);

    @Test
    void isSharedByAllStoresAndAsLargeAsConfigured() throws Exception {
        StreamsConfig config = new StreamsConfiguration(settings()).asConfig();
        try (Options options = options(config);
                Options others = options(config);
                RocksDB first = RocksDB.open(options, folder("first"));
                RocksDB second = RocksDB.open(others, folder("second"))) {
            for (RocksDB each : List.of(first, second)) {
                writeAndRead(each);
            }
            for (RocksDB each : List.of(first, second)) {
                assertThat(each.getLongProperty("rocksdb.block-cache-capacity")).isEqualTo(MEMORY);
                assertThat(each.getLongProperty("rocksdb.block-cache-usage"))
                        .as("of both together, of which each has %d bytes of rows", ROWS * ROW_BYTES)
                        .isEqualTo(first.getLongProperty("rocksdb.block-cache-usage"))
                        .isBetween(MEMORY / 2, MEMORY + MEMORY / 4);
            }
        }
    }

    private IndexSettings settings() {
        IndexSettings.Effort usual = IndexSettings.Effort.DEFAULT;
        return new IndexSettings(
                RunningIndex.cluster("127.0.0.1:1"),
                folder,
                Optional.empty(),
                new IndexSettings.Effort(usual.freshness(), 1, 1, MEMORY, usual.answers(), 0));
    }

    /** Options as Kafka Streams makes them, set as it is configured. */
    private static Options options(StreamsConfig config) throws ReflectiveOperationException {
        Options options = new Options().setCreateIfMissing(true).setTableFormatConfig(new BlockBasedTableConfig());
        RocksDBConfigSetter setter =
                (RocksDBConfigSetter) config.getClass(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG)
                        .getDeclaredConstructor()
                        .newInstance();
        setter.setConfig("store", options, Map.copyOf(config.originals()));
        return options;
    }

    private String folder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name)).toString();
    }

    private void writeAndRead(RocksDB store) throws RocksDBException {
        byte[] row = new byte[ROW_BYTES];
        for (int number = 0; number < ROWS; number++) {
            random.nextBytes(row);
            store.put(key(number), row);
        }
        try (FlushOptions now = new FlushOptions()) {
            store.flush(now);
        }
        for (int number = 0; number < ROWS; number++) {
            assertThat(store.get(key(number))).hasSize(ROW_BYTES);
        }
    }

    private static byte[] key(int number) {
        return new byte[] {(byte) (number >> 8), (byte) number};
    }
}
