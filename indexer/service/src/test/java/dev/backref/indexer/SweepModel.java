package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.LocationSignal.Listing;
import dev.backref.ingest.contract.LocationSignal.Sweep;
import dev.backref.ingest.contract.LocationSignal.SweepFailed;
import dev.backref.ingest.contract.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A registry, its clients, an ingest that loses webhooks, and an index; both are killed in the middle of sweeps, and manifests
 * are derived anew there.
 */
final class SweepModel implements AutoCloseable {
    private static final int ACTIONS = 80;
    private static final Duration A_WHILE = Duration.ofMinutes(2);
    private static final String SBOM = "application/spdx+json";
    private static final Optional<String> TABLE = Optional.of("{\"types\":{\"" + SBOM + "\":[\"review\"]}}");
    private static final int MOST_COPIES = 8;

    final SweptRegistry registry;
    final List<SampleManifest> images = new ArrayList<>();
    private final Map<Digest, SampleManifest> subjects = new LinkedHashMap<>();
    private final Map<SampleManifest, List<SampleManifest>> lists = new HashMap<>();
    private final Random random;
    private final List<Runnable> late = new ArrayList<>();
    private Optional<Going> sweeping = Optional.empty();
    private Optional<Fate> worst = Optional.empty();
    private boolean losing;
    long foundLast;

    SweepModel(Basis basis, Random random) {
        this.registry = new SweptRegistry(basis);
        registry.doubt();
        this.random = random;
        for (int image = 0; image < 4; image++) {
            images.add(SampleManifest.image("image " + image));
        }
    }

    /** What becomes of a webhook that is not delivered at once. */
    enum Fate {
        LATE,
        LOST
    }

    /** What ingest keeps of the sweep that is going on: what it has told, and what it has still to tell. */
    private record Going(Sweep sweep, List<Listing> told, List<Listing> left) {
        static Going of(Sweep sweep, List<Listing> pieces) {
            return new Going(sweep, new ArrayList<>(), new ArrayList<>(pieces));
        }

        String after() {
            return told.isEmpty() ? "" : told.get(told.size() - 1).upTo().orElseThrow();
        }
    }

    /** All is to be announced from now on. At worst a webhook is late, or all of those of one push or delete are lost. */
    void claim(Fate fate) {
        worst = Optional.of(fate);
        registry.listen();
        registry.sweep();
    }

    void run() {
        for (int action = 0; action < ACTIONS; action++) {
            losing = worst.equals(Optional.of(Fate.LOST)) && random.nextInt(4) == 0;
            act();
            if (worst.isPresent() && random.nextInt(8) == 0) {
                registry.pass(Duration.ofMinutes(1));
            }
        }
        late.forEach(Runnable::run);
        registry.settle();
        registry.pass(A_WHILE);
        long foundBefore = registry.drift();
        Sweep last = registry.sweep();
        registry.pass(A_WHILE);
        foundLast = registry.drift() - foundBefore;
        assertThat(registry.knowledge(SweptRegistry.AT).complete()).contains(last.began());
    }

    /** The referrers of an image that the registry holds. */
    Set<Digest> held(SampleManifest image) {
        Set<Digest> held = new HashSet<>();
        subjects.forEach((referrer, subject) -> {
            if (subject.equals(image) && registry.manifests.containsKey(referrer)) {
                held.add(referrer);
            }
        });
        return held;
    }

    /** Those of them that its referrers tag lists, or that have a tag of their own. */
    Set<Digest> reached(SampleManifest image) {
        Set<Digest> reached = new HashSet<>(held(image));
        reached.retainAll(registry.tags.values());
        if (registry.tags.containsKey(image.referrersTag())) {
            lists.getOrDefault(image, List.of()).stream()
                    .map(SampleManifest::digest)
                    .filter(registry.manifests::containsKey)
                    .forEach(reached::add);
        }
        return reached;
    }

    private void act() {
        switch (random.nextInt(14)) {
            case 0, 1 -> tag();
            case 2, 3 -> attach();
            case 4 -> delete();
            case 5 -> beginSweep();
            case 6, 7 -> goOnSweeping();
            case 8 -> {
                registry.topology.step();
                registry.answer(random.nextInt(4));
            }
            case 9 -> registry.restartIndex();
            case 10 -> changeOwner();
            case 11 -> failSweeping();
            case 12 -> reindex();
            default -> deliverLate();
        }
    }

    private void tag() {
        SampleManifest image = any(images);
        push("v" + random.nextInt(3), image);
    }

    private void push(String tag, SampleManifest manifest) {
        registry.tag(tag, manifest);
        report(new Source.Manifest(SweptRegistry.AT, manifest.digest()), Cause.Kind.PUSH);
        report(new Source.Tag(SweptRegistry.AT, tag), Cause.Kind.PUSH);
    }

    /** As a client does where there is no referrers API; one that overwrites another's list loses entries of it. */
    private void attach() {
        SampleManifest image = any(images);
        SampleManifest referrer = SampleManifest.referrer(image, SBOM, "referrer " + random.nextInt(12));
        subjects.put(referrer.digest(), image);
        registry.hold(referrer);
        report(new Source.Manifest(SweptRegistry.AT, referrer.digest()), Cause.Kind.PUSH);
        if (random.nextInt(3) == 0) {
            push("of-" + random.nextInt(4), referrer);
        }
        List<SampleManifest> list = new ArrayList<>(lists.getOrDefault(image, List.of()));
        list.remove(referrer);
        if (random.nextInt(5) == 0) {
            list.clear();
        }
        list.add(referrer);
        lists.put(image, list);
        push(image.referrersTag(), SampleManifest.index(list.toArray(SampleManifest[]::new)));
    }

    private void delete() {
        List<Digest> all = new ArrayList<>(registry.manifests.keySet());
        if (!all.isEmpty()) {
            Digest digest = any(all);
            List<String> tags = registry.tags.entrySet().stream()
                    .filter(tag -> tag.getValue().equals(digest))
                    .map(Map.Entry::getKey)
                    .toList();
            registry.delete(digest);
            report(new Source.Manifest(SweptRegistry.AT, digest), Cause.Kind.DELETE);
            tags.forEach(tag -> report(new Source.Tag(SweptRegistry.AT, tag), Cause.Kind.DELETE));
        }
    }

    /** Whatever sweep is going on is given up. */
    private void beginSweep() {
        Sweep sweep = registry.begin();
        sweeping = Optional.of(Going.of(sweep, registry.pieces(sweep, anySize())));
    }

    private void goOnSweeping() {
        for (int piece = random.nextInt(4); piece > 0 && sweeping.isPresent(); piece--) {
            Going going = sweeping.get();
            Listing next = going.left().remove(0);
            registry.signal(next);
            going.told().add(next);
            if (going.left().isEmpty()) {
                sweeping = Optional.empty();
            }
        }
    }

    /**
     * Another node takes the registry over. It lists anew, and tells from where the one before it had come to; which tells
     * once more what it has told, if it does not know yet.
     */
    private void changeOwner() {
        sweeping.ifPresent(going -> {
            if (random.nextBoolean()) {
                going.told().forEach(registry::signal);
            }
            List<Listing> again =
                    registry.pieces(going.sweep(), anySize(), going.told().size(), going.after());
            going.left().clear();
            going.left().addAll(again);
        });
    }

    private void failSweeping() {
        sweeping.ifPresent(going ->
                registry.signal(new SweepFailed(SweptRegistry.AT, going.sweep(), "timed-out", "", registry.now())));
        sweeping = Optional.empty();
    }

    /** Copies of some of what was observed come, by one table of kinds or another. */
    private void reindex() {
        List<Copied> log = registry.topology.manifests();
        Optional<String> kinds = TABLE.filter(table -> random.nextBoolean());
        for (int copy = 0; copy < MOST_COPIES && !log.isEmpty(); copy++) {
            registry.topology.reindex(any(log), kinds, registry.now());
        }
    }

    private int anySize() {
        return 1 + random.nextInt(4);
    }

    private void report(Source source, Cause.Kind kind) {
        int fate = random.nextInt(4);
        if (losing) {
            return;
        }
        if (fate < 2) {
            registry.report(source, kind);
        } else if (fate == 2 || worst.isPresent()) {
            late.add(() -> registry.report(source, kind));
        }
    }

    private void deliverLate() {
        if (!late.isEmpty()) {
            late.remove(random.nextInt(late.size())).run();
        }
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    @Override
    public void close() {
        registry.close();
    }
}
