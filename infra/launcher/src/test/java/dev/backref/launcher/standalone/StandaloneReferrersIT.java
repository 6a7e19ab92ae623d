package dev.backref.launcher.standalone;

import dev.backref.indexer.Backend;
import dev.backref.indexer.ReferrersContract;

class StandaloneReferrersIT extends ReferrersContract {
    @Override
    protected Backend open() {
        return new StandaloneBackend();
    }
}
