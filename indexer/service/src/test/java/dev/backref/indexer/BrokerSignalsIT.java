package dev.backref.indexer;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class BrokerSignalsIT extends SignalsContract {
    @TempDir
    static Path folder;

    @Override
    protected SignalBackend open() {
        return BrokerBackend.embedded(folder);
    }
}
