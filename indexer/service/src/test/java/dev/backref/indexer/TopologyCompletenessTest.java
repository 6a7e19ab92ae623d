package dev.backref.indexer;

class TopologyCompletenessTest extends CompletenessContract {
    @Override
    protected Backend open() {
        return new TopologyTestDriverBackend();
    }
}
