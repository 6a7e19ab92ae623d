package dev.backref.fuzz;

import java.time.Duration;

/**
 * How far a fuzzer goes: to that many inputs. One that has not come so far in that time fails, as a build that hangs would: it
 * takes some ten seconds for those of a build.
 *
 * @param seed of its random choices
 */
record Bounds(int inputs, Duration time, int seed) {
    private static final int INPUTS = 3_000;
    private static final int SECONDS = 120;

    /** Those that a build is started with, or what each build can bear. */
    static Bounds given() {
        return new Bounds(
                Integer.getInteger("fuzz.inputs", INPUTS),
                Duration.ofSeconds(Integer.getInteger("fuzz.seconds", SECONDS)),
                Integer.getInteger("fuzz.seed", 1));
    }
}
