package dev.backref.launcher.standalone;

import dev.backref.indexer.Backend;
import dev.backref.indexer.RelationsContract;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class StandaloneRelationsIT extends RelationsContract {
    @TempDir
    static Path folder;

    @Override
    protected Backend open() {
        return new StandaloneBackend(folder, Kind.DISTRIBUTION);
    }
}
