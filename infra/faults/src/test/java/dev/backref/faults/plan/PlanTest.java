package dev.backref.faults.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final int ROUNDS = 20;
    private static final int STEPS = 400;

    @Test
    void isTheSameForTheSameSeedAlone() {
        assertThat(steps(7)).isEqualTo(steps(7)).isNotEqualTo(steps(8));
    }

    @Test
    void neitherPushesAnewAndDeletesTheSameInOneRoundNorDeletesWhatIsNotThere() {
        Plan plan = new Plan(7);
        Set<String> there = new HashSet<>();
        Map<Step.Kind, Integer> kinds = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            Set<String> pushed = new HashSet<>();
            Set<String> deleted = new HashSet<>();
            for (Step step : plan.round(STEPS)) {
                String digest = step.manifest().digest();
                kinds.merge(step.kind(), 1, Integer::sum);
                switch (step.kind()) {
                    case PUSH -> assertThat(pushed.add(digest)).isTrue();
                    case PUSH_AGAIN ->
                        assertThat(there.contains(digest) || pushed.contains(digest))
                                .isTrue();
                    case DELETE ->
                        assertThat(deleted.add(digest) && there.contains(digest))
                                .isTrue();
                }
            }
            assertThat(Collections.disjoint(pushed, deleted)).isTrue();
            assertThat(Collections.disjoint(pushed, there)).isTrue();
            there.addAll(pushed);
            there.removeAll(deleted);
        }
        assertThat(kinds).containsOnlyKeys(Step.Kind.values());
    }

    private static List<List<Step>> steps(long seed) {
        Plan plan = new Plan(seed);
        return List.of(plan.round(STEPS), plan.round(STEPS), plan.round(STEPS));
    }
}
