package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.ChecksQuery;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.LocationSignal.Asked;
import dev.backref.ingest.contract.LocationSignal.Listing;
import dev.backref.ingest.contract.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever happened before somebody asks, and whatever happens to others meanwhile: once he is told that the index has
 * caught up, it has what the registry had when he asked.
 */
class RefreshModelTest {
    private static final SampleManifest APP = image("app");
    private static final List<SampleManifest> BEFORE = some("before");
    private static final List<SampleManifest> MEANWHILE = some("meanwhile");
    private static final Optional<String> TABLE = Optional.of("{\"types\":{\"application/spdx+json\":[\"review\"]}}");
    private static final int HAPPENINGS = 60;
    private static final int MOST_STEPS = 2_000;

    static IntStream seeds() {
        return IntStream.range(0, Integer.getInteger("model.seeds", 15)); // More to look for what is rare.
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void hasWhatTheRegistryHadWhenSomebodyAsked(int seed) {
        Random random = new Random(seed);
        try (SweptRegistry registry = new SweptRegistry(Basis.TAGS)) {
            registry.tag("v1", APP);
            for (int happening = 0; happening < HAPPENINGS; happening++) {
                happen(registry, BEFORE, random);
            }
            registry.signal(new Asked(SweptRegistry.AT, APP.digest(), "asked", registry.now()));
            for (int step = 0; !isOver(registry); step++) {
                assertThat(step).isLessThan(MOST_STEPS);
                happen(registry, MEANWHILE, random);
                registry.topology.step();
            }
            assertThat(known(registry)).isEqualTo(held(registry));
        }
    }

    private static void happen(SweptRegistry registry, List<SampleManifest> some, Random random) {
        SampleManifest one = some.get(random.nextInt(some.size()));
        switch (random.nextInt(9)) {
            case 0, 1 -> registry.hold(one);
            case 2 -> registry.delete(one.digest());
            case 3 -> registry.reportPush(one);
            case 4 -> registry.report(new Source.Manifest(SweptRegistry.AT, one.digest()), Cause.Kind.DELETE);
            case 5 -> registry.tag("v" + random.nextInt(3), one);
            case 6 -> sweep(registry);
            case 7 -> reindex(registry, random);
            default -> registry.answer(1 + random.nextInt(3));
        }
        if (random.nextBoolean()) {
            registry.topology.step();
        }
    }

    private static void sweep(SweptRegistry registry) {
        List<Listing> pieces = registry.pieces(registry.begin(), 3);
        pieces.forEach(registry::signal);
    }

    /** Copies of all that was observed come, by one table of kinds or another. */
    private static void reindex(SweptRegistry registry, Random random) {
        Optional<String> kinds = TABLE.filter(table -> random.nextBoolean());
        registry.topology.manifests().forEach(each -> registry.topology.reindex(each, kinds, registry.now()));
    }

    private static boolean isOver(SweptRegistry registry) {
        ChecksQuery query = new ChecksQuery(
                APP.digest(), List.of(new ChecksQuery.Requested(SweptRegistry.AT, "asked")), SimulatedIngest.ask());
        return !SimulatedIngest.get(registry.topology.lookups().checks(query))
                .checks()
                .isEmpty();
    }

    /** What the index has, of those that nothing has happened to since. */
    private static Set<Digest> known(SweptRegistry registry) {
        Set<Digest> known = new HashSet<>(registry.referrers(APP.digest()));
        MEANWHILE.forEach(each -> known.remove(each.digest()));
        return known;
    }

    private static Set<Digest> held(SweptRegistry registry) {
        Set<Digest> held = new HashSet<>();
        BEFORE.stream()
                .map(SampleManifest::digest)
                .filter(registry.manifests::containsKey)
                .forEach(held::add);
        return held;
    }

    private static List<SampleManifest> some(String when) {
        List<SampleManifest> some = new ArrayList<>();
        for (int number = 0; number < 6; number++) {
            some.add(referrer(APP, "application/spdx+json", when + " " + number));
        }
        return some;
    }
}
