package dev.backref.containers;

import dev.backref.indexer.BrokerBackend;
import dev.backref.indexer.SignalBackend;
import dev.backref.indexer.SignalsContract;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@NeedsEngine
class ContainerSignalsIT extends SignalsContract {
    @RegisterExtension
    static final Broker BROKER = new Broker();

    @TempDir
    static Path folder;

    @Override
    protected SignalBackend open() {
        return BrokerBackend.on(BROKER.bootstrap(), folder);
    }
}
