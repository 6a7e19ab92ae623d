package dev.backref.indexer;

class TopologySignalsTest extends SignalsContract {
    @Override
    protected SignalBackend open() {
        return new TopologyTestDriverBackend();
    }
}
