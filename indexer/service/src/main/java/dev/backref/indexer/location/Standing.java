package dev.backref.indexer.location;

/** Whether a source still makes an assertion that it made. */
enum Standing {
    HOLDS(1),
    /** It does no longer, but nobody deleted the referrer: clients overwrite one another's referrers tags. */
    LAPSED(2);

    private final byte value;

    Standing(int value) {
        this.value = (byte) value;
    }

    /** The value of the assertion's rows. */
    byte[] toBytes() {
        return new byte[] {value};
    }

    /** Reads {@link #toBytes()}. */
    static Standing read(byte[] row) {
        return row[0] == LAPSED.value ? LAPSED : HOLDS;
    }
}
