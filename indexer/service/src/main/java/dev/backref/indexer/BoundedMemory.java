package dev.backref.indexer;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * One block cache and one budget of write buffers for every store of the process: without it each partition of each store
 * takes its own, and memory grows with partitions. Streams makes one of these per store, hence the static.
 */
public final class BoundedMemory implements RocksDBConfigSetter {
    /** The configuration's key, with the bytes of all stores together. */
    public static final String BYTES = "backref.rocksdb.bytes";

    private static final int BLOCK_BYTES = 16 * 1024;
    private static final int BLOOM_BITS = 10;
    private static final int WRITE_BUFFERS_SHARE = 4;
    private static final long SMALLEST_WRITE_BUFFER = 1024 * 1024;

    private static volatile Shared shared = new Shared(0, null, null);

    /** What all stores share; it lives as long as the process. */
    private record Shared(
            long bytes, @Nullable Cache cache, @Nullable WriteBufferManager writeBuffers) {}

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        long bytes = Long.parseLong(String.valueOf(configs.get(BYTES)));
        Shared memory = shared(bytes);
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(memory.cache());
        table.setCacheIndexAndFilterBlocks(true);
        table.setPinTopLevelIndexAndFilter(true);
        table.setBlockSize(BLOCK_BYTES);
        table.setFilterPolicy(new BloomFilter(BLOOM_BITS));
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(memory.writeBuffers());
        options.setWriteBufferSize(Math.max(SMALLEST_WRITE_BUFFER, bytes / WRITE_BUFFERS_SHARE / WRITE_BUFFERS_SHARE));
        options.setMaxWriteBufferNumber(2);
    }

    @Override
    public void close(String storeName, Options options) {
        // The cache and the write buffers belong to every other store as well.
    }

    private static synchronized Shared shared(long bytes) {
        if (shared.bytes() != bytes) {
            Cache cache = new LRUCache(bytes);
            shared = new Shared(bytes, cache, new WriteBufferManager(bytes / WRITE_BUFFERS_SHARE, cache));
        }
        return shared;
    }
}
