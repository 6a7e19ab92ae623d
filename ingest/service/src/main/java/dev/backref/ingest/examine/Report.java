package dev.backref.ingest.examine;

import dev.backref.ingest.contract.Finding;
import dev.backref.ingest.contract.Finding.Status;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What an examination has found so far. Of each thing what is said last holds. */
final class Report {
    private static final int LONGEST_DETAIL = 300;

    private final Map<Check, Finding> said = new EnumMap<>(Check.class);
    private String why = "";

    void ok(Check check, String detail) {
        say(check, Status.OK, detail);
    }

    void wrong(Check check, String detail) {
        say(check, Status.WRONG, detail);
    }

    void notSupported(Check check, String detail) {
        say(check, Status.NOT_SUPPORTED, detail);
    }

    void notChecked(Check check, String detail) {
        say(check, Status.NOT_CHECKED, detail);
    }

    /** Nothing more is looked at; of what nothing is said yet this says why. */
    void stop(String reason) {
        why = reason;
    }

    /** All of it, in the order of the checks. */
    List<Finding> findings() {
        return Arrays.stream(Check.values())
                .map(check -> said.getOrDefault(check, finding(check, Status.NOT_CHECKED, why)))
                .toList();
    }

    private void say(Check check, Status status, String detail) {
        said.put(check, finding(check, status, detail));
    }

    /** Some of a detail the registry wrote: it is to stand on a line of a terminal. */
    private static Finding finding(Check check, Status status, String detail) {
        String line = detail.replaceAll("\\p{Cntrl}+", " ").strip();
        String cut = line.length() > LONGEST_DETAIL ? line.substring(0, LONGEST_DETAIL) + "…" : line;
        return new Finding(check.word(), status, cut);
    }
}
