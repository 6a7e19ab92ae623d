package dev.backref.ingest.resolve;

/**
 * Why an answer is not believed yet. Each kind has a patience of its own: answers of one kind say nothing of how long
 * another may last.
 */
enum Doubt {
    /** What was pushed is not there. */
    MISSING("missing"),
    /** What was deleted is still there. */
    LINGERING("lingering"),
    /** A tag does not point where its push said. */
    ELSEWHERE("elsewhere"),
    /** The bytes are not those of the digest. */
    BYTES("bytes", Patience.MOST_DOUBTS_OF_BYTES),
    /** The referrers API is refused. */
    API("api", Patience.MOST_DOUBTS_OF_AN_API),
    /** Any other answer without a meaning. */
    ANSWER("answer", Patience.MOST_DOUBTS),
    /** The same, to a look that only a cascade asks for: whoever else asks for it later has waited for nothing yet. */
    CASCADE("cascade", Patience.MOST_DOUBTS);

    private final String word;
    private final int most;
    private final boolean senseless;

    /** Of answers that make sense, and contradict a report. */
    Doubt(String word) {
        this.word = word;
        this.most = Patience.RECHECKS.size();
        this.senseless = false;
    }

    /** Of answers that make no sense. */
    Doubt(String word, int most) {
        this.word = word;
        this.most = most;
        this.senseless = true;
    }

    /** Its name in {@code resolve-state}. */
    String word() {
        return word;
    }

    /** How many such answers are followed by another look. */
    int most() {
        return most;
    }

    /** Whether an answer that makes sense ends it. */
    boolean senseless() {
        return senseless;
    }
}
