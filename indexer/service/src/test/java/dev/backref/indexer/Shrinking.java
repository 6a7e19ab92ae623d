package dev.backref.indexer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Checks a history, and where that fails tells which few of its steps it takes: pieces are left out, ever smaller ones, as long
 * as it still fails.
 */
final class Shrinking<S> {
    private static final int MOST_TRIES = 200;

    /** A rule that is broken fails with many seeds, and a build is to end. */
    private static final Duration MOST_TIME = Duration.ofSeconds(60);

    private final Consumer<List<S>> check;
    private List<S> steps;
    private Throwable failure;
    private int tries;
    private final long end = System.nanoTime() + MOST_TIME.toNanos();

    private Shrinking(List<S> steps, Consumer<List<S>> check, Throwable failure) {
        this.steps = steps;
        this.check = check;
        this.failure = failure;
    }

    /**
     * Checks these steps.
     *
     * @param check of any of them in their order; each time from the beginning, with the same outcome
     */
    static <S> void check(long seed, List<S> steps, Consumer<List<S>> check) {
        failure(steps, check).ifPresent(first -> {
            Shrinking<S> shrinking = new Shrinking<>(steps, check, first);
            shrinking.shrink();
            AssertionError shrunk = new AssertionError(shrinking.report(seed, steps.size()), shrinking.failure);
            if (shrinking.failure != first) {
                shrunk.addSuppressed(first); // It may have come to another fault on the way.
            }
            throw shrunk;
        });
    }

    private void shrink() {
        for (int piece = steps.size() / 2; piece > 1; piece /= 2) {
            leaveOut(piece);
        }
        while (leaveOut(1)) {
            // What had to stay because of a step that is left out now need not.
        }
    }

    /** Leaves out whatever pieces of this size it fails without, and says whether there was one. */
    private boolean leaveOut(int piece) {
        int before = steps.size();
        int from = 0;
        while (from < steps.size() && tries < MOST_TRIES && System.nanoTime() < end) {
            List<S> fewer = new ArrayList<>(steps.subList(0, from));
            fewer.addAll(steps.subList(Math.min(from + piece, steps.size()), steps.size()));
            tries++;
            Optional<Throwable> still = failure(fewer, check);
            if (still.isPresent()) {
                steps = fewer;
                failure = still.get();
            } else {
                from += piece;
            }
        }
        return steps.size() < before;
    }

    private static <S> Optional<Throwable> failure(List<S> steps, Consumer<List<S>> check) {
        try {
            check.accept(steps);
            return Optional.empty();
        } catch (AssertionError | RuntimeException failed) {
            return Optional.of(failed);
        }
    }

    private String report(long seed, int all) {
        return steps.stream()
                .map(step -> "\n  " + step)
                .collect(Collectors.joining(
                        "",
                        "seed %d fails with %d of its %d steps, found by %d tries:"
                                .formatted(seed, steps.size(), all, tries),
                        "\n" + failure.getMessage()));
    }
}
