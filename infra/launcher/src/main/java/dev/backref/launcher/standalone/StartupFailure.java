package dev.backref.launcher.standalone;

/** Why Backref cannot start, in words for the operator. */
public final class StartupFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartupFailure(String message) {
        super(message);
    }
}
