package dev.backref.ingest.registry;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Source;
import java.util.HashMap;
import java.util.Map;

/**
 * How often blobs could not be had, each for its manifest at its location. When that is told or gone the tries begin anew, and
 * what is given up for one manifest is not for another. May be used from any thread.
 */
final class BlobTries {
    /** With the pauses between looks that fail, four minutes on the average: those of one manifest are tried together. */
    static final int MOST = 10;

    /** Manifests that are remembered; of one that is forgotten the tries begin anew. */
    private static final int MOST_REMEMBERED = 10_000;

    private final Map<Source.Manifest, Map<Digest, Integer>> manifests = new Recent<>(MOST_REMEMBERED);

    /** Whether a blob is given up until its manifest is told: it is not asked for again before. */
    synchronized boolean givenUp(Source.Manifest manifest, Digest blob) {
        return of(manifest).getOrDefault(blob, 0) >= MOST;
    }

    /** One more look that could not have it. */
    synchronized void failed(Source.Manifest manifest, Digest blob) {
        manifests.computeIfAbsent(manifest, first -> new HashMap<>()).merge(blob, 1, Integer::sum);
    }

    synchronized void forget(Source.Manifest manifest) {
        manifests.remove(manifest);
    }

    private Map<Digest, Integer> of(Source.Manifest manifest) {
        return manifests.getOrDefault(manifest, Map.of());
    }
}
