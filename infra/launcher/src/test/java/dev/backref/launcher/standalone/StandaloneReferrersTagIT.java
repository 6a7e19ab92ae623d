package dev.backref.launcher.standalone;

import dev.backref.indexer.Backend;
import dev.backref.indexer.ReferrersTagContract;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class StandaloneReferrersTagIT extends ReferrersTagContract {
    @TempDir
    static Path folder;

    @Override
    protected Backend open() {
        return new StandaloneBackend(folder, Kind.DISTRIBUTION);
    }
}
