package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShrinkingTest {
    private static final List<Integer> STEPS = IntStream.range(0, 120).boxed().toList();

    /** Whichever two steps a defect takes, next to each other or not. */
    @Test
    void tellsExactlyTheTwoStepsThatADefectTakes() {
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            int one = random.nextInt(119);
            int other = one + 1 + random.nextInt(119 - one);
            assertThatThrownBy(() -> Shrinking.check(7, STEPS, failingWith(Set.of(one, other))))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageMatching("(?s)seed 7 fails with 2 of its 120 steps, found by \\d+ tries:\n  " + one
                            + "\n  " + other + "\ndefect in 2")
                    .hasRootCauseMessage("defect in 2");
        }
    }

    /** A step without which another does nothing stays as long as that one does. */
    @Test
    void leavesOutWhatIsNeedlessOnlyWithoutAnother() {
        Consumer<List<Integer>> check = steps -> {
            boolean harmless = steps.contains(100) && !steps.contains(20);
            assertThat(steps.contains(60) && !harmless).as("defect").isFalse();
        };

        assertThatThrownBy(() -> Shrinking.check(1, STEPS, check)).hasMessageContaining("1 of its 120 steps");
    }

    @Test
    void givesUpWhereEveryStepIsTakenForOneMore() {
        List<Integer> many = IntStream.range(0, 2_000).boxed().toList();
        List<Integer> sizes = new ArrayList<>();

        assertThatThrownBy(() -> Shrinking.check(1, many, steps -> {
                    sizes.add(steps.size());
                    assertThat(steps.stream().filter(step -> step % 2 == 0)).hasSizeLessThan(1_000);
                }))
                .hasMessageContaining("found by 200 tries");
        assertThat(sizes).hasSize(201);
    }

    @Test
    void checksOnceWhatDoesNotFail() {
        List<Integer> sizes = new ArrayList<>();

        assertThatCode(() -> Shrinking.check(1, STEPS, steps -> sizes.add(steps.size())))
                .doesNotThrowAnyException();
        assertThat(sizes).containsExactly(120);
    }

    private static Consumer<List<Integer>> failingWith(Set<Integer> defect) {
        return steps -> {
            if (steps.containsAll(defect)) {
                throw new IllegalStateException("defect in " + defect.size());
            }
        };
    }
}
