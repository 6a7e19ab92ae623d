package dev.backref.faults.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Manifests in one state, one of which is drawn at random. */
final class Pool {
    private final SplittableRandom random;
    private final List<Manifest> manifests = new ArrayList<>();

    Pool(SplittableRandom random) {
        this.random = random;
    }

    void add(Manifest manifest) {
        manifests.add(manifest);
    }

    void addAll(Collection<Manifest> more) {
        manifests.addAll(more);
    }

    /** One of them, which stays. */
    Optional<Manifest> any() {
        return manifests.isEmpty() ? Optional.empty() : Optional.of(manifests.get(random.nextInt(manifests.size())));
    }

    /** One of the newest so many, which stays. */
    Optional<Manifest> recent(int newest) {
        int from = Math.max(0, manifests.size() - newest);
        return manifests.isEmpty()
                ? Optional.empty()
                : Optional.of(manifests.get(random.nextInt(from, manifests.size())));
    }

    /** Takes one out. */
    Optional<Manifest> take() {
        if (manifests.isEmpty()) {
            return Optional.empty();
        }
        int at = random.nextInt(manifests.size());
        Manifest last = manifests.remove(manifests.size() - 1);
        return Optional.of(at == manifests.size() ? last : manifests.set(at, last));
    }

    /** Takes all out. */
    List<Manifest> drain() {
        List<Manifest> all = List.copyOf(manifests);
        manifests.clear();
        return all;
    }
}
