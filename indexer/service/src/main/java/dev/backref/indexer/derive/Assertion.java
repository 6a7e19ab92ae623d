package dev.backref.indexer.derive;

import dev.backref.indexer.contract.Form;
import dev.backref.ingest.contract.Digest;

/** One source's claim that a referrer belongs to a subject. */
public record Assertion(SubjectName subject, Digest referrer, Form form) {
    private static final String BETWEEN = " ";
    private static final int PARTS = 3;

    /** Reads a {@link #line()}. */
    public static Assertion ofLine(String line) {
        String[] parts = line.split(BETWEEN, PARTS);
        return new Assertion(SubjectName.parse(parts[0]), Digest.parse(parts[1]), Form.parse(parts[2]));
    }

    /** All of it in one line. */
    public String line() {
        return String.join(BETWEEN, subject.toString(), referrer.toString(), form.word());
    }
}
