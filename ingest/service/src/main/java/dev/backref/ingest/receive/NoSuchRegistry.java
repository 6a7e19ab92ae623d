package dev.backref.ingest.receive;

/** An event of a registry that is not configured; nothing in it is malformed. */
final class NoSuchRegistry extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    NoSuchRegistry(String message) {
        super(message);
    }
}
