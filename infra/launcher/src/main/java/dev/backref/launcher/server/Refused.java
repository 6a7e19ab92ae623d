package dev.backref.launcher.server;

/** Backref answers that it will not do what it was asked for. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Refused(String answer) {
        super(answer);
    }
}
