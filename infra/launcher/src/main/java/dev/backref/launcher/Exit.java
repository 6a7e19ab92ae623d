package dev.backref.launcher;

/** What the program's exit code says. */
final class Exit {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int UNAVAILABLE = 69;
    static final int CONFIGURATION = 78;

    /** Of commands that decide: pipelines know no others of them. */
    static final int UNSATISFIED = 1;

    static final int UNKNOWN = 2;
    static final int MISUSED = 3;

    private Exit() {}
}
