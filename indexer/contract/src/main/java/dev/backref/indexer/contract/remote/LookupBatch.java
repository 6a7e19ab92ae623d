package dev.backref.indexer.contract.remote;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.backref.ingest.contract.Json;
import java.util.List;

/**
 * The body of {@code POST} {@value #PATH}: several lookups at once, each answered by one {@link LookupReply}. Whoever
 * sends it proves itself with {@code Authorization: Bearer <secret>}.
 *
 * @param patienceMillis how long the sender waits for the last answer; clocks of two machines differ, times to wait do
 *     not
 * @param lookups at least one, at most {@value #MOST}
 */
public record LookupBatch(Caller caller, long patienceMillis, List<Lookup> lookups) {
    /** The path, with the version of the protocol: an indexer that does not know it answers 404. */
    public static final String PATH = "/index/v4/lookups";

    /** Lookups of a batch. */
    public static final int MOST = 64;

    /**
     * Bytes of a body: no batch is refused for the filters that callers gave it. What a lookup holds came in a request
     * line, of which all that is no subject of the feed is at most 32 KiB, and three characters of it, {@code %01}, are
     * six in JSON.
     */
    public static final int MOST_BYTES = MOST * (2 * 32 + 4) * 1024;

    public LookupBatch {
        lookups = List.copyOf(lookups);
        if (lookups.isEmpty() || lookups.size() > MOST || patienceMillis < 1) {
            throw new IllegalArgumentException("not 1 to " + MOST + " lookups with a time to wait: " + lookups.size()
                    + " lookups, " + patienceMillis + " ms");
        }
    }

    /** Whoever asks, in a way that can be sent. One that this version does not know is refused, never widened. */
    public enum Caller {
        /** Somebody who may see everything. */
        @JsonProperty("anyone")
        ANYONE
    }

    public byte[] toJson() {
        return Json.write(this);
    }

    /**
     * Reads a body.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static LookupBatch read(byte[] json) {
        return Json.read(json, LookupBatch.class);
    }
}
