package dev.backref.launcher.standalone;

import dev.backref.indexer.Backend;
import dev.backref.indexer.ChangesContract;

class StandaloneChangesIT extends ChangesContract {
    @Override
    protected Backend open() {
        return new StandaloneBackend();
    }
}
