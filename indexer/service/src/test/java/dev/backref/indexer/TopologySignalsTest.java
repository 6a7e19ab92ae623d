package dev.backref.indexer;

class TopologySignalsTest extends SignalsContract {
    @Override
    SignalBackend open() {
        return new TopologyTestDriverBackend();
    }
}
