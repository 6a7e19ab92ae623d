package dev.backref.indexer;

class TopologyReferrersTagTest extends ReferrersTagContract {
    @Override
    protected Backend open() {
        return new TopologyTestDriverBackend();
    }
}
