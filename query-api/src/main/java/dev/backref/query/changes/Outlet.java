package dev.backref.query.changes;

/** Where the events of a reader go. Everything is called on the reader's event loop. */
interface Outlet {
    String contentType();

    /** The reader begins; it is to be told when it can go on, or has to end. */
    void begin(Subscription reader);

    /** Whether it takes nothing just now. */
    boolean isFull();

    /** Whether another event belongs here; where none does, the reader ends. */
    boolean takesMore();

    /** Whether the reader stays when it has had everything that there is. */
    boolean waits();

    /**
     * Takes an event.
     *
     * @param cursor where the reader is behind it
     */
    void add(String event, String cursor);

    /** Writes what was taken, in one piece. */
    void flush();

    /** Nothing happened for a while, or nothing that the reader wants. */
    void heartbeat(String cursor);

    /**
     * The reader ends where it is, and can come back.
     *
     * @param more whether there may be more already
     */
    void end(String cursor, boolean more);

    /** The same, because what comes next cannot be had now. */
    void fail(String cursor);

    /** The reader has ended, or its connection is gone: nothing is called any more, and nothing may be kept for it. */
    void closed();
}
