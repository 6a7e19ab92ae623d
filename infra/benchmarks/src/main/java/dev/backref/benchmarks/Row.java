package dev.backref.benchmarks;

import java.util.Locale;

/**
 * A line of the results.
 *
 * @param baseline what the machine could do at best in the same run, in words
 * @param ratio of what was measured to the baseline; not a number where there is no baseline
 */
record Row(String what, String measured, String baseline, double ratio, Goal goal) {
    static final String HEAD = """
            | what | measured | baseline | ratio | goal |
            | --- | ---: | ---: | ---: | --- |
            """;

    /** Something that has no baseline. */
    static Row alone(String what, String measured) {
        return new Row(what, measured, "", Double.NaN, new Goal.None());
    }

    @Override
    public String toString() {
        String verdict = goal instanceof Goal.None ? "" : goal + (goal.isMet(ratio) ? ", met" : ", MISSED");
        String number = Double.isNaN(ratio) ? "" : String.format(Locale.ROOT, "%.2f", ratio);
        return "| %s | %s | %s | %s | %s |".formatted(what, measured, baseline, number, verdict);
    }
}
