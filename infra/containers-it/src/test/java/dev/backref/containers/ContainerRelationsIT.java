package dev.backref.containers;

import dev.backref.indexer.Backend;
import dev.backref.indexer.BrokerBackend;
import dev.backref.indexer.RelationsContract;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@NeedsEngine
class ContainerRelationsIT extends RelationsContract {
    @RegisterExtension
    static final Broker BROKER = new Broker();

    @TempDir
    static Path folder;

    @Override
    protected Backend open() {
        return BrokerBackend.on(BROKER.bootstrap(), folder);
    }
}
