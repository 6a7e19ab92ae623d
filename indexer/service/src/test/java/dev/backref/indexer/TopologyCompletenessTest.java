package dev.backref.indexer;

class TopologyCompletenessTest extends CompletenessContract {
    @Override
    SignalBackend open() {
        return new TopologyTestDriverBackend();
    }
}
