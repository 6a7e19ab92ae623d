package dev.backref.indexer;

class TopologyChangesTest extends ChangesContract {
    @Override
    protected Backend open() {
        return new TopologyTestDriverBackend();
    }
}
