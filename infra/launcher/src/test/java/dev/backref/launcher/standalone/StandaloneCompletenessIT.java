package dev.backref.launcher.standalone;

import dev.backref.indexer.Backend;
import dev.backref.indexer.CompletenessContract;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class StandaloneCompletenessIT extends CompletenessContract {
    @TempDir
    static Path folder;

    @Override
    protected Backend open() {
        return new StandaloneBackend(folder, Kind.DISTRIBUTION);
    }
}
