package dev.backref.fuzz;

import dev.backref.indexer.contract.Evidence;
import dev.backref.indexer.derive.Derivation;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Json;
import java.nio.charset.StandardCharsets;

/** What is kept of a manifest can be written, is read back as it was, and fits into a record. */
final class WrittenClaims {
    private static final long MOST_DESCRIBED = 4L * 1024 * 1024;
    private static final long MOST_WRITTEN = 8L * 1024 * 1024;

    private WrittenClaims() {}

    static void hold(Derivation derived) {
        long described = same(derived.descriptor(), Descriptor.class);
        Claim.that(described <= MOST_DESCRIBED, "an answer can hold its descriptor", described);
        long written = described;
        for (Evidence each : derived.evidence()) {
            written += 1 + same(each, Evidence.class);
        }
        Claim.that(written <= MOST_WRITTEN, "a record can hold it", written);
    }

    /** Gives the bytes that it takes. */
    static <T> int same(T value, Class<T> type) {
        // JSON escapes half a character, keys and answers cannot.
        Claim.that(StandardCharsets.UTF_8.newEncoder().canEncode(value.toString()), "its text is text", value);
        byte[] written = Json.write(value);
        Claim.that(Json.read(written, type).equals(value), "what is written is read back", value);
        return written.length;
    }
}
