package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Completeness.State;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal.Listing;
import dev.backref.ingest.contract.LocationSignal.Sweep;
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
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any interleaving of pushes, deletes, webhooks that are late or lost, and sweeps that are given up in the middle ends,
 * after one sweep that nothing disturbs, in what the registry holds.
 */
class SweepModelTest {
    private static final int SEEDS = Integer.getInteger("model.seeds", 10); // The project's gate tries more.
    private static final int SEEDS_OF_CLAIMS = Math.max(4, SEEDS / 2);
    private static final int ACTIONS = 60;
    private static final Duration A_WHILE = Duration.ofMinutes(2);
    private static final Location NEVER = new Location("old", "never/pushed");
    private static final String SBOM = "application/spdx+json";

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void endsInWhatTheRegistryHoldsWhereAllCanBeListed(long seed) {
        try (Model model = new Model(Basis.DIGESTS, new Random(seed))) {
            model.run();
            for (SampleManifest image : model.images) {
                assertThat(model.registry.referrers(image.digest()))
                        .as("referrers of %s", image.digest())
                        .isEqualTo(model.held(image));
            }
        }
    }

    /** What no tag leads to and no webhook told is not known; all that is told is there. */
    @ParameterizedTest
    @MethodSource("seeds")
    void endsInWhatTagsReachWhereOnlyTheseCanBeListed(long seed) {
        try (Model model = new Model(Basis.TAGS, new Random(seed))) {
            model.run();
            for (SampleManifest image : model.images) {
                Set<Digest> found = model.registry.referrers(image.digest());
                assertThat(found).as("referrers of %s", image.digest()).isSubsetOf(model.held(image));
                assertThat(found).containsAll(model.reached(image));
            }
        }
    }

    /** A registry with the API lists what refers to whatever a tag leads to, whoever wrote which tag. */
    @ParameterizedTest
    @MethodSource("seeds")
    void endsInWhatTheReferrersOfTaggedImagesAreWhereTheRegistryListsThem(long seed) {
        try (Model model = new Model(Basis.REFERRERS_API, new Random(seed))) {
            model.run();
            for (SampleManifest image : model.images) {
                Set<Digest> found = model.registry.referrers(image.digest());
                assertThat(found).as("referrers of %s", image.digest()).isSubsetOf(model.held(image));
                if (model.registry.tags.containsValue(image.digest())) {
                    assertThat(found).isEqualTo(model.held(image));
                }
            }
        }
    }

    /** Webhooks that are late, even by minutes, take nothing from what is claimed because all was announced. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EVENTS")
    void claimsThatAllWasAnnouncedAsLongAsNoWebhookIsLost(Basis basis) {
        for (int seed = 0; seed < SEEDS_OF_CLAIMS; seed++) {
            try (Model model = new Model(basis, new Random(seed))) {
                model.claim(Fate.LATE);
                model.run();
                model.registry.pass(A_WHILE);
                assertThat(model.registry.told().broken()).as("seed %s", seed).isEmpty();
                assertThat(model.registry.ofRegistry().state()).isEqualTo(State.COMPLETE);
            }
        }
    }

    /** What webhooks lost and a sweep found ends the claim, whatever else was lost that no sweep can find. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EVENTS")
    void claimsNoMoreThanTheBasisAllowsOnceASweepFoundWhatWebhooksLost(Basis basis) {
        State most = basis.limits().isEmpty() ? State.COMPLETE : State.PARTIAL;
        int ended = 0;
        for (int seed = 0; seed < SEEDS_OF_CLAIMS; seed++) {
            try (Model model = new Model(basis, new Random(seed))) {
                model.claim(Fate.LOST);
                model.run();
                model.registry.pass(A_WHILE);
                boolean broken = model.registry.told().broken().isPresent();
                assertThat(broken || model.foundLast == 0).as("seed %s", seed).isTrue();
                if (broken) {
                    ended++;
                    assertThat(model.registry.ofLocation(SweptRegistry.AT).state())
                            .isEqualTo(most);
                    assertThat(model.registry.ofLocation(NEVER).state()).isEqualTo(State.PARTIAL);
                }
            }
        }
        assertThat(ended).isGreaterThan(SEEDS_OF_CLAIMS / 2);
    }

    /** What becomes of a webhook that is not delivered at once. */
    private enum Fate {
        LATE,
        LOST
    }

    /** A registry, its clients, and an ingest that loses webhooks and is killed in the middle of sweeps. */
    private static final class Model implements AutoCloseable {
        final SweptRegistry registry;
        final List<SampleManifest> images = new ArrayList<>();
        private final Map<Digest, SampleManifest> subjects = new LinkedHashMap<>();
        private final Map<SampleManifest, List<SampleManifest>> lists = new HashMap<>();
        private final Random random;
        private final List<Runnable> late = new ArrayList<>();
        private final List<Listing> sweeping = new ArrayList<>();
        private Optional<Fate> worst = Optional.empty();
        private boolean losing;
        private long foundLast;

        Model(Basis basis, Random random) {
            this.registry = new SweptRegistry(basis);
            registry.doubt();
            this.random = random;
            for (int image = 0; image < 4; image++) {
                images.add(SampleManifest.image("image " + image));
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
            long foundBefore = registry.drift();
            Sweep last = registry.sweep();
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
            switch (random.nextInt(9)) {
                case 0, 1 -> tag();
                case 2, 3 -> attach();
                case 4 -> delete();
                case 5 -> beginSweep();
                case 6 -> goOnSweeping();
                case 7 -> {
                    registry.topology.step();
                    registry.answer(random.nextInt(4));
                }
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
            sweeping.clear();
            sweeping.addAll(registry.pieces(registry.begin(), 1 + random.nextInt(4)));
        }

        private void goOnSweeping() {
            for (int piece = random.nextInt(4); piece > 0 && !sweeping.isEmpty(); piece--) {
                registry.signal(sweeping.remove(0));
            }
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
}
