package dev.backref.query.operations;

/** One thing that must be there before Backref can do its work. No registry's state is one. */
public interface ReadinessCheck {
    /** What is checked. */
    String name();

    /** How it is now; must not wait. */
    Status check();

    /**
     * How it is.
     *
     * @param detail for a human: what is waited for, and how far it is
     */
    record Status(boolean ready, String detail) {}
}
