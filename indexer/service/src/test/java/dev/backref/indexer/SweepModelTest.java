package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Completeness.State;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any interleaving of pushes, deletes, webhooks that are late or lost, sweeps that are given up in the middle, and processes that
 * are killed and begin again ends, after one sweep that nothing disturbs, in what the registry holds.
 */
class SweepModelTest {
    private static final int SEEDS = Integer.getInteger("model.seeds", 6); // More to look for what is rare.
    private static final int SEEDS_OF_CLAIMS = Math.max(4, SEEDS / 2);
    private static final Location NEVER = new Location("old", "never/pushed");

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void endsInWhatTheRegistryHoldsWhereAllCanBeListed(long seed) {
        try (SweepModel model = new SweepModel(Basis.DIGESTS, new Random(seed))) {
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
        try (SweepModel model = new SweepModel(Basis.TAGS, new Random(seed))) {
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
        try (SweepModel model = new SweepModel(Basis.REFERRERS_API, new Random(seed))) {
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
            try (SweepModel model = new SweepModel(basis, new Random(seed))) {
                model.claim(SweepModel.Fate.LATE);
                model.run();
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
            try (SweepModel model = new SweepModel(basis, new Random(seed))) {
                model.claim(SweepModel.Fate.LOST);
                model.run();
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
}
