package dev.backref.indexer;

class TopologyRelationsTest extends RelationsContract {
    @Override
    protected Backend open() {
        return new TopologyTestDriverBackend();
    }
}
