package dev.backref.ingest.sweep;

/** How often a location has failed in a row. One that always fails must not hold up the others. */
final class Tries {
    private static final int MOST = 3;

    private String tried = "";
    private int times;

    /** Counts a failure, and says whether it may be the next again. */
    boolean more(String repository) {
        times = tried.equals(repository) ? times + 1 : 1;
        tried = repository;
        return times < MOST;
    }
}
