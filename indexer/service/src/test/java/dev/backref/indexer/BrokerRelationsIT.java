package dev.backref.indexer;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class BrokerRelationsIT extends RelationsContract {
    @TempDir
    static Path folder;

    @Override
    protected Backend open() {
        return BrokerBackend.embedded(folder);
    }
}
