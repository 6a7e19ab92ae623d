package dev.backref.indexer.location;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** What the index at a location is made of, around one store. */
record Parts(
        LocationRows rows,
        Listed listed,
        AssertionRows assertions,
        WantedRows wanted,
        SweepRows sweeps,
        UnannouncedRows unannounced,
        RefreshRows refreshes,
        NamedManifests named,
        Edges edges,
        Backlog backlog,
        Outbox out) {
    static Parts around(KeyValueStore<Bytes, byte[]> store, Outbox out) {
        LocationRows rows = new LocationRows(store);
        Listed listed = Listed.around(store);
        AssertionRows assertions = new AssertionRows(store);
        RefreshRows refreshes = new RefreshRows(store);
        WantedRows wanted = new WantedRows(store, refreshes, out);
        SweepRows sweeps = new SweepRows(store);
        UnannouncedRows unannounced = new UnannouncedRows(store, rows);
        NamedManifests named = new NamedManifests(rows, assertions, wanted, new EndedRows(store));
        Edges edges = new Edges(rows, assertions, out);
        Backlog backlog = new Backlog(
                store,
                new WorkSteps(
                        new ClaimSteps(rows, listed, assertions, named, edges),
                        new EdgeSteps(rows, assertions, named, edges),
                        new CascadeSteps(rows, listed, assertions, named),
                        new RelationSteps(rows, listed.relations(), out)));
        return new Parts(rows, listed, assertions, wanted, sweeps, unannounced, refreshes, named, edges, backlog, out);
    }
}
