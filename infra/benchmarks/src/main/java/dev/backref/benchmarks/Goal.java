package dev.backref.benchmarks;

import java.util.Locale;

/** What a ratio is to be. */
sealed interface Goal {
    /** Whether a ratio is as it is to be. */
    boolean isMet(double ratio);

    /** More is better. */
    record AtLeast(double bound) implements Goal {
        @Override
        public boolean isMet(double ratio) {
            return ratio >= bound;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "≥ %s", bound);
        }
    }

    /** Less is better. */
    record AtMost(double bound) implements Goal {
        @Override
        public boolean isMet(double ratio) {
            return ratio <= bound;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "≤ %s", bound);
        }
    }

    /** Only to be known. */
    record None() implements Goal {
        @Override
        public boolean isMet(double ratio) {
            return true;
        }

        @Override
        public String toString() {
            return "";
        }
    }
}
