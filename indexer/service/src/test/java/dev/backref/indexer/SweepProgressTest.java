package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.RegistryKnowledge;
import dev.backref.ingest.contract.Basis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What operators are told of a sweep that is going on. */
class SweepProgressTest {
    /** More than after how many it is told anew. */
    private static final int MANY = 1_100;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EVENTS")
    void tellsTagsAndDigestsApart(Basis basis) {
        try (SweptRegistry registry = new SweptRegistry(basis)) {
            for (int number = 0; number < MANY; number++) {
                registry.tag("v" + number, SampleManifest.image("image " + number));
            }
            List<RegistryKnowledge.Sweeping> told = new ArrayList<>();
            registry.pieces(registry.begin(), 500).forEach(registry::signal);
            Optional<RegistryKnowledge.Sweeping> now;
            do {
                registry.topology.step();
                registry.answer(Integer.MAX_VALUE);
                now = registry.told().sweeping();
                now.ifPresent(told::add);
            } while (now.isPresent());
            RegistryKnowledge.Sweeping last = told.get(told.size() - 1);
            long lists = basis == Basis.REFERRERS_API ? last.digests() : 0;
            assertThat(last.tags()).isEqualTo(MANY);
            assertThat(last.digests()).isBetween(100L, (long) MANY);
            assertThat(last.found()).isEqualTo(last.tags() + last.digests() + lists);
            assertThat(last.done()).isBetween(100L, last.found());
        }
    }
}
