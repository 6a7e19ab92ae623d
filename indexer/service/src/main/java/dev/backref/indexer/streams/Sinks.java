package dev.backref.indexer.streams;

/** Names of the topology's sinks. */
public final class Sinks {
    public static final String SUBJECT_FACTS = "subject-facts-out";
    public static final String VERIFIED_FACTS = "verified-facts-out";
    public static final String WANTED = "wanted-out";
    public static final String CHANGES = "changes-out";
    public static final String LOCATION_DEAD_LETTERS = "location-dead-letters-out";
    public static final String SUBJECT_DEAD_LETTERS = "subject-dead-letters-out";
    public static final String VERIFICATION_DEAD_LETTERS = "verification-dead-letters-out";

    private Sinks() {}
}
