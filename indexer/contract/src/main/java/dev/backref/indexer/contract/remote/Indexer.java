package dev.backref.indexer.contract.remote;

import dev.backref.ingest.contract.Json;
import java.net.URI;
import java.util.Set;

/**
 * A process that holds a part of the index, as it tells of itself in {@link dev.backref.indexer.contract.IndexTopics#INDEXERS}:
 * whenever that changes, and every {@value #HEARTBEAT_SECONDS} seconds. The record's key is the instance; a tombstone
 * says that it has stopped.
 *
 * @param instance its name, which it keeps over restarts
 * @param address http, with host and port, at which other processes reach it
 * @param active partitions of subjects that it works off, and answers for
 * @param standby partitions of subjects whose rows it follows, closely enough to answer from them
 */
public record Indexer(String instance, URI address, Set<Integer> active, Set<Integer> standby) {
    /** How often it tells of itself when nothing has changed. */
    public static final int HEARTBEAT_SECONDS = 5;

    public Indexer {
        active = Set.copyOf(active);
        standby = Set.copyOf(standby);
        if (address.getHost() == null || !"http".equals(address.getScheme())) {
            throw new IllegalArgumentException("not an http address with a host: \"" + address + "\"");
        }
    }

    /** Whether it can answer for this partition in any way. */
    public boolean has(int partition) {
        return active.contains(partition) || standby.contains(partition);
    }

    public byte[] toJson() {
        return Json.write(this);
    }

    /**
     * Reads a record's value.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static Indexer read(byte[] value) {
        return Json.read(value, Indexer.class);
    }
}
