package dev.backref.query.walk;

import dev.backref.ingest.contract.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The manifests that a walk has gone along, each as far as it did: it goes again only where it may go farther. */
final class Passed {
    private final Map<Digest, List<Going>> manifests = new HashMap<>();

    /**
     * Once along a manifest.
     *
     * @param allowed the ways from there
     * @param left edges that may be told from there, one behind the other
     */
    private record Going(Set<Way> allowed, int left) {
        boolean covers(Going other) {
            return left >= other.left() && allowed.containsAll(other.allowed());
        }
    }

    /** The walk goes along it. */
    void add(Digest manifest, Set<Way> allowed, int left) {
        manifests.computeIfAbsent(manifest, none -> new ArrayList<>()).add(new Going(allowed, left));
    }

    /** Whether all that would be told from there was told. */
    boolean has(Digest manifest, Set<Way> allowed, int left) {
        Going going = new Going(allowed, left);
        return manifests.getOrDefault(manifest, List.of()).stream().anyMatch(before -> before.covers(going));
    }
}
