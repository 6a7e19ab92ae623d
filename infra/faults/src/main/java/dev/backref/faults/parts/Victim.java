package dev.backref.faults.parts;

/** A process that is killed, and started again on the data that it has. */
public interface Victim {
    /** As the report calls it. */
    String name();

    /** {@code kill -9}; returns when it is gone. */
    void kill();

    /** Starts it, for the first time or again, and does not wait. */
    void start();
}
