package dev.backref.faults.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final int ROUNDS = 20;
    private static final int SIZE = 400;

    private static List<List<Step>> rounds(long seed) {
        Plan plan = new Plan(seed);
        List<List<Step>> rounds = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            rounds.add(plan.round(SIZE));
        }
        return rounds;
    }

    @Test
    void aSeedGivesTheSameStepsEachTime() {
        assertThat(rounds(7)).isEqualTo(rounds(7)).isNotEqualTo(rounds(8));
    }

    @Test
    void nothingIsBothPushedAnewAndDeletedInARound() {
        for (List<Step> round : rounds(1)) {
            Set<String> pushed = digests(round, Step.Kind.PUSH);
            assertThat(digests(round, Step.Kind.DELETE)).doesNotContainAnyElementsOf(pushed);
        }
    }

    @Test
    void onlyWhatIsThereIsDeletedOrPushedAgainAndOnlyWhatIsNotThereIsPushed() {
        Set<String> there = new HashSet<>();
        for (Step step : rounds(2).stream().flatMap(List::stream).toList()) {
            String digest = step.manifest().digest();
            assertThat(there.contains(digest)).as("%s", step).isEqualTo(step.kind() != Step.Kind.PUSH);
            if (step.kind() == Step.Kind.DELETE) {
                there.remove(digest);
            } else {
                there.add(digest);
            }
        }
    }

    @Test
    void itHasEverythingThatARegistrySees() {
        List<Step> steps = rounds(3).stream().flatMap(List::stream).toList();
        Set<String> pushed = new HashSet<>();
        int beforeTheirSubject = 0;
        int afterADelete = 0;
        for (Step step : steps) {
            if (step.kind() == Step.Kind.PUSH) {
                beforeTheirSubject += step.manifest()
                                .subject()
                                .filter(subject -> !pushed.contains(subject))
                                .isPresent()
                        ? 1
                        : 0;
                afterADelete += pushed.add(step.manifest().digest()) ? 0 : 1;
            }
        }
        assertThat(beforeTheirSubject).isGreaterThan(ROUNDS);
        assertThat(afterADelete).isGreaterThan(ROUNDS);
        assertThat(digests(steps, Step.Kind.DELETE)).hasSizeGreaterThan(ROUNDS);
        assertThat(digests(steps, Step.Kind.PUSH_AGAIN)).hasSizeGreaterThan(ROUNDS);
        assertThat(steps)
                .anyMatch(step -> step.manifest()
                        .subject()
                        .filter(subject -> isEvidence(steps, subject))
                        .isPresent());
    }

    private static boolean isEvidence(List<Step> steps, String digest) {
        return steps.stream()
                .map(Step::manifest)
                .anyMatch(manifest ->
                        manifest.digest().equals(digest) && manifest.subject().isPresent());
    }

    private static Set<String> digests(List<Step> steps, Step.Kind kind) {
        Set<String> digests = new HashSet<>();
        steps.stream()
                .filter(step -> step.kind() == kind)
                .forEach(step -> digests.add(step.manifest().digest()));
        return digests;
    }
}
