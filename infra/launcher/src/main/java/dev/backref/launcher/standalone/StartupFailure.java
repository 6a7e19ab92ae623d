package dev.backref.launcher.standalone;

/** Why Backref, or a command of it, cannot begin or go on: something that is needed is not there. In words for the operator. */
public final class StartupFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartupFailure(String message) {
        super(message);
    }
}
