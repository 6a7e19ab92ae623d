package dev.backref.fuzz;

/** What must hold of every input. Without AssertJ, which takes longer to say that it does than the reader to read. */
final class Claim {
    private Claim() {}

    /** @param seen what it does not hold of */
    static void that(boolean holds, String what, Object seen) {
        if (!holds) {
            throw new AssertionError("it does not hold that " + what + ": " + seen);
        }
    }
}
