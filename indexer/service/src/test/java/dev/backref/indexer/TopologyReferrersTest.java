package dev.backref.indexer;

class TopologyReferrersTest extends ReferrersContract {
    @Override
    protected Backend open() {
        return new TopologyTestDriverBackend();
    }
}
