package dev.backref.ingest.receive;

/** An event of a repository whose name no client can ask a registry for: the grammar forbids it. */
final class NoSuchRepository extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    NoSuchRepository(String message) {
        super(message);
    }
}
